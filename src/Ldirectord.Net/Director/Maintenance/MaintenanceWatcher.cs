using System.Collections.Immutable;
using System.Net;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// maintenancedir: reports within a second which files are in it and what they say, and the names of the real servers' addresses as they
/// become known. Removes files whose time is over. Nothing waits for the look-ups of names.
/// </summary>
/// <param name="known">The files that were last seen in the same directory, and all names that are known.</param>
/// <param name="resolve">Gives the FQDN of an address, or null; may take any time.</param>
/// <param name="isDryRun">Removes no file.</param>
internal sealed class MaintenanceWatcher(
    string directory,
    ImmutableArray<IPAddress> addresses,
    MaintenanceChanged known,
    TimeProvider time,
    Func<IPAddress, CancellationToken, Task<string?>> resolve,
    Action<LoopMessage> post,
    ILogger log,
    bool isDryRun = false)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Names are looked up again after this time.</summary>
    public static readonly TimeSpan NamesMaximumAge = TimeSpan.FromMinutes(5);

    private const int SimultaneousLookups = 16;

    private static readonly BlockingThreads s_threads = new("maintenancedir", 2);

    private readonly Lock _gate = new(); // guards the next
    private Task _lastLook = Task.CompletedTask;

    private readonly MaintenanceExpiry _expiry = new(directory, isDryRun, time);
    private ImmutableDictionary<string, MaintenanceFile> _files = known.Files;
    private ImmutableDictionary<string, MaintenanceFile> _counting = known.Files;
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
                await LookAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>
    /// Looks once; what changed is posted before it returns. One look follows another, so that what is posted last is newest.
    /// </summary>
    public Task LookAsync(CancellationToken stopping)
    {
        lock (_gate)
            return _lastLook = LookAfterAsync(_lastLook, stopping);
    }

    private async Task LookAfterAsync(Task before, CancellationToken stopping)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (See(await OffLoopAsync(() => MaintenanceListing.Of(directory, _files)).ConfigureAwait(false), stopping) is { } changed)
            post(changed);
        if (_counting.Count == _files.Count)
            return;
        foreach (var expired in await OffLoopAsync(() => new Removed(_expiry.Remove())).ConfigureAwait(false) is { } removed
            ? removed.Said : [])
            post(expired);
    }

    /// <summary>The new state, or null if nothing changed. Starts look-ups of names if they matter, and does not wait for them.</summary>
    /// <param name="seen">What is in the directory now; null if unknown.</param>
    public MaintenanceChanged? See(MaintenanceListing? seen, CancellationToken stopping)
    {
        var (countingBefore, namesBefore) = (_counting, _names);
        if (seen is { Reason: { } reason } && _wasReadable)
            DirectorLogMessages.MaintenanceUnreadable(log, directory, reason);
        _wasReadable = seen is null ? _wasReadable : seen.Reason is null;
        if (seen is { Files: { } now } && !ReferenceEquals(now, _files))
        {
            foreach (var (name, file) in now.Where(one => _files.GetValueOrDefault(one.Key)?.Stamp != one.Value.Stamp))
            {
                foreach (var problem in file.Problems)
                    DirectorLogMessages.MaintenanceNotUnderstood(log, Path.Combine(directory, name), problem);
            }

            _files = now;
        }

        _counting = _expiry.Counting(_files);

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

        var same = ReferenceEquals(_counting, countingBefore) && ReferenceEquals(_names, namesBefore);
        return same ? null : new MaintenanceChanged(_counting, _names, stopping);
    }

    /// <summary>On a thread of its own: the disk may hang.</summary>
    /// <returns>Null if no thread is available now; the next look may get one.</returns>
    private static async Task<T?> OffLoopAsync<T>(Func<T> work) where T : class
    {
        try
        {
            return await s_threads.RunAsync(work).ConfigureAwait(false);
        }
        catch (IoFailureException)
        {
            return null;
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

    private sealed record Removed(ImmutableArray<MaintenanceExpired> Said);
}
