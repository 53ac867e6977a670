using System.Collections.Immutable;
using System.Net;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// maintenancedir: reports within a second which files are in it, and the names of the real servers' addresses as they become known.
/// Nothing waits for the look-ups of names.
/// </summary>
/// <param name="known">The files that were last seen in the same directory, and all names that are known.</param>
/// <param name="resolve">Gives the FQDN of an address, or null; may take any time.</param>
/// <param name="unreadable">
/// Called once with the reason when the directory becomes unreadable. The files that were last seen stay valid.
/// </param>
internal sealed class MaintenanceWatcher(
    string directory,
    ImmutableArray<IPAddress> addresses,
    MaintenanceChanged known,
    TimeProvider time,
    Func<IPAddress, CancellationToken, Task<string?>> resolve,
    Action<LoopMessage> post,
    Action<string> unreadable)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Names are looked up again after this time.</summary>
    public static readonly TimeSpan NamesMaximumAge = TimeSpan.FromMinutes(5);

    private const int SimultaneousLookups = 16;

    private static readonly BlockingThreads s_threads = new("maintenancedir", 2);

    private ImmutableHashSet<string> _files = known.Files;
    private ImmutableDictionary<IPAddress, string> _names = known.Names;
    private Dictionary<IPAddress, Task<string?>> _lookups = [];
    private long? _lookedUpAt;
    private bool _wasReadable = true;

    /// <summary>Looks until <paramref name="stopping"/> fires; what changed is posted.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Interval, time);
        try
        {
            while (await looks.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                if (See(await ListAsync().ConfigureAwait(false), stopping) is { } changed)
                    post(changed);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>The new state, or null if nothing changed. Starts look-ups of names if they matter, and does not wait for them.</summary>
    /// <param name="seen">What is in the directory now; null if unknown.</param>
    public MaintenanceChanged? See(MaintenanceListing? seen, CancellationToken stopping)
    {
        var (filesBefore, namesBefore) = (_files, _names);
        if (seen is { Reason: { } reason } && _wasReadable)
            unreadable(reason);
        _wasReadable = seen is null ? _wasReadable : seen.Reason is null;
        if (seen is { Files: { } now } && !now.SetEquals(_files))
            _files = now;

        // Names matter only while there is a file, whose name may be one.
        var isDue = _lookedUpAt is null || time.GetElapsedTime(_lookedUpAt.Value) >= NamesMaximumAge;
        if (_files.Count > 0 && isDue && _lookups.Values.All(lookup => lookup.IsCompleted))
        {
            _lookedUpAt = time.GetTimestamp();
            var places = new SemaphoreSlim(SimultaneousLookups);
            _lookups = addresses.ToDictionary(address => address, address => ResolveOneAsync(address, places, stopping));
        }

        foreach (var (address, lookup) in _lookups)
        {
            if (lookup.IsCompletedSuccessfully && lookup.Result is { } name)
                _names = _names.SetItem(address, name);
        }

        var same = ReferenceEquals(_files, filesBefore) && ReferenceEquals(_names, namesBefore);
        return same ? null : new MaintenanceChanged(_files, _names, stopping);
    }

    /// <summary>On a thread of its own: the disk may hang.</summary>
    private async Task<MaintenanceListing?> ListAsync()
    {
        try
        {
            return await s_threads.RunAsync(() => MaintenanceListing.Of(directory)).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            return null; // no thread is available now; the next look may get one
        }
    }

    private async Task<string?> ResolveOneAsync(IPAddress address, SemaphoreSlim places, CancellationToken stopping)
    {
        await places.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            return await resolve(address, stopping).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }
}
