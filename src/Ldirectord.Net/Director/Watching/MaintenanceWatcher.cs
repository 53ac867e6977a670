using System.Collections.Immutable;
using System.Net;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// maintenancedir: reports within a second which files are in it, and the names of the real servers' addresses as they become known. Look-ups run by
/// themselves and hold up nothing.
/// </summary>
/// <param name="known">What was known before: of the same directory and, as to names, of any.</param>
/// <param name="resolve">The FQDN of an address, or null; may take as long as it takes.</param>
/// <param name="unreadable">Told why, once, when the directory cannot be read; what was last seen in it stays in force.</param>
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

    /// <summary>A name server that changes its mind is believed after this time.</summary>
    public static readonly TimeSpan NamesAge = TimeSpan.FromMinutes(5);

    private const int SimultaneousLookups = 16;

    private static readonly BlockingThreads s_threads = new("maintenancedir", 2);

    private ImmutableHashSet<string> _files = known.Files;
    private ImmutableDictionary<IPAddress, string> _names = known.Names;
    private Dictionary<IPAddress, Task<string?>> _lookups = [];
    private long? _askedAt;
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

    /// <summary>What has changed since the last time; null if nothing did. Asks for names where they matter, and does not wait for them.</summary>
    /// <param name="seen">What is in the directory now; null: nobody knows.</param>
    public MaintenanceChanged? See(MaintenanceListing? seen, CancellationToken stopping)
    {
        var (filesBefore, namesBefore) = (_files, _names);
        if (seen is { Reason: { } reason } && _wasReadable)
            unreadable(reason);
        _wasReadable = seen is null ? _wasReadable : seen.Reason is null;
        if (seen is { Files: { } now } && !now.SetEquals(_files))
            _files = now;

        // Names matter only while there is a file that may be one.
        var due = _askedAt is null || time.GetElapsedTime(_askedAt.Value) >= NamesAge;
        if (_files.Count > 0 && due && _lookups.Values.All(lookup => lookup.IsCompleted))
        {
            _askedAt = time.GetTimestamp();
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
            return null; // there is no thread now: the next look may have one
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
