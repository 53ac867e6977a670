using System.Security.Cryptography;

namespace Ldirectord.Director;

/// <summary>
/// autoreload: notices, within a second, that a file holds something else than before: edited in place, replaced by an editor's rename, or back after it
/// was gone. A file that is still being written is waited for: only what stands unchanged for one look is reported.
/// </summary>
internal sealed class ConfigWatch(string path, TimeProvider time, Action changed)
{
    /// <summary>Between two looks; a change is seen after one, and reported after two.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Look, time);
        var known = Content();
        var before = Stamp.Of(path);
        var settling = false;
        try
        {
            while (await looks.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                var now = Stamp.Of(path);
                var moved = now != before;
                before = now;
                if (moved)
                {
                    settling = true;
                }
                else if (settling)
                {
                    settling = false;
                    // A file that is gone is an editor at work, or a mistake: what it held stays in force.
                    if (Content() is { } content && content != known)
                    {
                        known = content;
                        changed();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private string? Content()
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What changes with almost every edit, at the cost of one stat.</summary>
    private readonly record struct Stamp(DateTime Modified, DateTime Created, long Length)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(file.LastWriteTimeUtc, file.CreationTimeUtc, file.Length) : default;
        }
    }
}
