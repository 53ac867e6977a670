using System.Collections.Immutable;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>The file names in a maintenance directory.</summary>
/// <param name="Files">Null if the directory cannot be read.</param>
/// <param name="Reason">Why it cannot be read; null if it can.</param>
internal sealed record MaintenanceListing(ImmutableHashSet<string>? Files, string? Reason)
{
    /// <summary>A disk that takes longer is not waited for.</summary>
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A directory with more files is not a maintenance directory; listing it twice a second would take a whole processor.
    /// </summary>
    public const int MaximumFiles = 100_000;

    /// <summary>May block.</summary>
    public static MaintenanceListing Of(string directory, int maximumFiles = MaximumFiles)
    {
        try
        {
            var files = Directory.EnumerateFileSystemEntries(directory)
                .Take(maximumFiles + 1)
                .Select(path => Path.GetFileName(path))
                .ToImmutableHashSet();
            return files.Count > maximumFiles
                ? new MaintenanceListing(null, $"it holds more than {maximumFiles} files")
                : new MaintenanceListing(files, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MaintenanceListing(null, e.Message);
        }
    }

    /// <summary>The same with a timeout. Null if the disk hangs; the watcher sees the files once it no longer does.</summary>
    public static MaintenanceListing? Soon(string directory)
    {
        var looking = DedicatedThread.RunAsync(() => Of(directory), "maintenancedir");
        return ((IAsyncResult)looking).AsyncWaitHandle.WaitOne(DiskTimeout) && looking.IsCompletedSuccessfully ? looking.Result : null;
    }
}
