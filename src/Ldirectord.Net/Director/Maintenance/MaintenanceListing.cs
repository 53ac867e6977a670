using System.Collections.Immutable;
using Ldirectord.Health;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>The files of servers in a maintenance directory, with their contents.</summary>
/// <param name="Files">Null if the directory cannot be read.</param>
/// <param name="Reason">Why it cannot be read; null if it can.</param>
internal sealed record MaintenanceListing(ImmutableDictionary<string, MaintenanceFile>? Files, string? Reason)
{
    public static readonly ImmutableDictionary<string, MaintenanceFile> None = ImmutableDictionary<string, MaintenanceFile>.Empty;

    /// <summary>A disk that takes longer is not waited for.</summary>
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A directory with more files is not a maintenance directory; listing it twice a second would take a whole processor.
    /// </summary>
    public const int MaximumFiles = 100_000;

    /// <summary>Files that one look reads; the rest waits for the next.</summary>
    public const int MostRead = 2000;

    /// <summary>May block. A file is read only if its name is new, or its size or one of its times has changed.</summary>
    /// <param name="known">The last look; the same object is returned if nothing has changed.</param>
    public static MaintenanceListing Of(
        string directory, ImmutableDictionary<string, MaintenanceFile> known, int maximumFiles = MaximumFiles, int mostRead = MostRead)
    {
        try
        {
            var names = Directory.EnumerateFileSystemEntries(directory)
                .Take(maximumFiles + 1)
                .Select(path => Path.GetFileName(path))
                .ToHashSet();
            if (names.Count > maximumFiles)
                return new MaintenanceListing(null, $"it holds more than {maximumFiles} files");
            var files = known.ToBuilder();
            files.RemoveRange(known.Keys.Where(name => !names.Contains(name)));
            var read = 0;
            foreach (var name in names.Where(name => MaintenanceName.Parse(name) is not null))
            {
                FileStatus.TryGet(Path.Combine(directory, name), out var status);
                if (files.TryGetValue(name, out var before) && before.Stamp == FileStamp.Of(status))
                    continue;
                if (status.Size > 0 && read++ >= mostRead)
                    continue;
                if (MaintenanceFile.Read(directory, name, status) is { } file)
                    files[name] = file;
                else
                    files.Remove(name);
            }

            return new MaintenanceListing(files.ToImmutable(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MaintenanceListing(null, e.Message);
        }
    }

    /// <summary>The same with a timeout. Null if the disk hangs; the watcher sees the files once it no longer does.</summary>
    public static MaintenanceListing? Soon(string directory)
    {
        var looking = DedicatedThread.RunAsync(() => Of(directory, None), "maintenancedir");
        return ((IAsyncResult)looking).AsyncWaitHandle.WaitOne(DiskTimeout) && looking.IsCompletedSuccessfully ? looking.Result : null;
    }
}
