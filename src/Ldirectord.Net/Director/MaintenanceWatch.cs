using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Director;

/// <summary>
/// maintenancedir: reports within a second which files are in it, and the names of the real servers' addresses as they become known. Look-ups run by
/// themselves and hold up nothing.
/// </summary>
/// <param name="known">What was known before: of the same directory and, as to names, of any.</param>
/// <param name="resolve">The FQDN of an address, or null; may take as long as it takes.</param>
/// <param name="unreadable">Told why, once, when the directory cannot be read; what was last seen in it stays in force.</param>
internal sealed class MaintenanceWatch(
    string directory,
    ImmutableArray<IPAddress> addresses,
    MaintenanceChanged known,
    TimeProvider time,
    Func<IPAddress, CancellationToken, Task<string?>> resolve,
    Action<DirectorEvent> post,
    Action<string> unreadable)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A name server that changes its mind is believed after this time.</summary>
    public static readonly TimeSpan NamesAge = TimeSpan.FromMinutes(5);

    /// <summary>A directory of more files is not meant for maintenance: to list it twice a second would take a core.</summary>
    public int MostFiles { get; init; } = 100_000;

    private const int SimultaneousLookups = 16;

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
                if (Look(stopping) is { } changed)
                    post(changed);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>What changed since the last look; null if nothing did. Asks for names where they matter, and does not wait for them.</summary>
    public MaintenanceChanged? Look(CancellationToken stopping)
    {
        var (filesBefore, namesBefore) = (_files, _names);
        if (List() is { } now && !now.SetEquals(_files))
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

    /// <summary>The system's resolver: reverse look-up of an address.</summary>
    public static async Task<string?> ResolveAsync(IPAddress address, CancellationToken ct)
    {
        try
        {
            var name = (await Dns.GetHostEntryAsync(address.ToString(), ct).ConfigureAwait(false)).HostName;
            return IPAddress.TryParse(name, out _) ? null : name;
        }
        catch (SocketException)
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

    private ImmutableHashSet<string>? List()
    {
        try
        {
            var now = Directory.EnumerateFileSystemEntries(directory).Take(MostFiles + 1).Select(path => Path.GetFileName(path)).ToImmutableHashSet();
            if (now.Count > MostFiles)
                throw new IOException($"it holds more than {MostFiles} files");
            _wasReadable = true;
            return now;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_wasReadable)
                unreadable(e.Message);
            _wasReadable = false;
            return null;
        }
    }
}
