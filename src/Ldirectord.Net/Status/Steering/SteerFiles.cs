using System.Collections.Immutable;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Platform;

namespace Ldirectord.Status;

/// <summary>Writes and removes the files in maintenancedir, off the thread pool: the disk may hang.</summary>
internal static class SteerFiles
{
    private static readonly BlockingThreads s_threads = new("steer", 2);

    /// <summary>A disk that takes longer is not waited for.</summary>
    private static readonly TimeSpan DiskTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="IOException">The message is a sentence for the operator.</exception>
    public static Task<ImmutableArray<string>> WriteAsync(string directory, ImmutableArray<MaintenanceName> names, MaintenanceNote note) =>
        RunAsync(directory, () =>
        {
            foreach (var name in names)
                MaintenanceStore.Write(directory, name, note);
            return names.Select(name => name.ToString()).ToImmutableArray();
        });

    /// <param name="choose">Chooses from all names in the directory those to remove, or throws.</param>
    /// <returns>The files that are gone.</returns>
    /// <exception cref="IOException">The message is a sentence for the operator.</exception>
    public static Task<ImmutableArray<string>> RemoveAsync(
        string directory, Func<ImmutableHashSet<string>, ImmutableArray<string>> choose) =>
        RunAsync(directory, () =>
        {
            var names = Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))
                .Take(MaintenanceListing.MaximumFiles).ToImmutableHashSet();
            return choose(names).Where(name => MaintenanceStore.Remove(directory, name)).ToImmutableArray();
        });

    private static async Task<ImmutableArray<string>> RunAsync(string directory, Func<ImmutableArray<string>> work)
    {
        try
        {
            return await s_threads.RunAsync(work).WaitAsync(DiskTimeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"maintenancedir {directory} cannot be written: {e.Message}", e);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"maintenancedir {directory} did not answer within {DiskTimeout.TotalSeconds} s", e);
        }
    }
}
