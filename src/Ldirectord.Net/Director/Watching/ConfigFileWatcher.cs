
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// autoreload: notices, within a second, that a file holds something else than before: edited in place, replaced by an editor's rename, or back after it
/// was gone. A file that is still being written is waited for: only what stands unchanged for one look is reported.
/// </summary>
internal sealed class ConfigFileWatcher
{
    /// <summary>Between two looks; a change is seen at one and reported at the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly BlockingThreads s_threads = new("configuration", 2);

    private readonly string _path;
    private readonly Lock _lock = new();
    private ulong? _known;
    private FileStamp _before;
    private bool _settling;

    /// <param name="known">What it held when it was read last (<see cref="ContentHash"/>): an edit since then is not missed.</param>
    public ConfigFileWatcher(string path, ulong? known)
    {
        _path = path;
        _known = known;
        _before = FileStamp.Of(path);
        _settling = true;
    }

    /// <summary>It was read for another reason: what it held then is no news.</summary>
    public void Know(ulong? content)
    {
        lock (_lock)
            _known = content;
    }

    public async Task RunAsync(Action changed, TimeProvider time, CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Interval, time);
        try
        {
            while (await looks.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                if (await LookAsync().ConfigureAwait(false))
                    changed();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>On a thread of its own: the disk may hang.</summary>
    private async Task<bool> LookAsync()
    {
        try
        {
            return await s_threads.RunAsync(Look).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            return false; // there is no thread now: the next look may have one
        }
    }

    /// <summary>True if the file, having stood unchanged since the last look, holds something else than when this was last true.</summary>
    public bool Look()
    {
        var now = FileStamp.Of(_path);
        if (now != _before)
        {
            (_before, _settling) = (now, true);
            return false;
        }

        if (!_settling)
            return false;
        // A file that is gone is an editor at work, or a mistake: what it held stays in force. One that cannot be read now may be at the next look.
        if (ContentHash.OfFile(_path) is not { } content)
            return false;
        _settling = false;
        lock (_lock)
        {
            if (content == _known)
                return false;
            _known = content;
            return true;
        }
    }
}
