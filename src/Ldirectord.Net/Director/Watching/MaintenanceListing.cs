using System.Collections.Immutable;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>What is in a maintenance directory; or, null, why that cannot be seen.</summary>
internal sealed record MaintenanceListing(ImmutableHashSet<string>? Files, string? Reason)
{
    /// <summary>A disk that takes longer is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A directory of more files is not meant for maintenance: to list it twice a second would take a core.</summary>
    public const int MostFiles = 100_000;

    /// <summary>May block.</summary>
    public static MaintenanceListing Of(string directory, int mostFiles = MostFiles)
    {
        try
        {
            var files = Directory.EnumerateFileSystemEntries(directory).Take(mostFiles + 1).Select(path => Path.GetFileName(path)).ToImmutableHashSet();
            return files.Count > mostFiles
                ? new MaintenanceListing(null, $"it holds more than {mostFiles} files")
                : new MaintenanceListing(files, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MaintenanceListing(null, e.Message);
        }
    }

    /// <summary>The same, but null where the disk hangs: whoever watches the directory will see it when it does no more.</summary>
    public static MaintenanceListing? Soon(string directory)
    {
        var looking = DedicatedThread.RunAsync(() => Of(directory), "maintenancedir");
        return ((IAsyncResult)looking).AsyncWaitHandle.WaitOne(Patience) && looking.IsCompletedSuccessfully ? looking.Result : null;
    }
}
