using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Director;

/// <summary>
/// maintenancedir: reports within a second which files are in it, and the names of the real servers' addresses as they become known. Look-ups run by
/// themselves and hold up nothing.
/// </summary>
/// <param name="resolve">The FQDN of an address, or null; may take as long as it takes.</param>
/// <param name="unreadable">Told why, once, when the directory cannot be read; what was last seen in it stays in force.</param>
internal sealed class MaintenanceWatch(
    string directory,
    ImmutableArray<IPAddress> addresses,
    TimeProvider time,
    Func<IPAddress, CancellationToken, Task<string?>> resolve,
    Action<DirectorEvent> post,
    Action<string> unreadable)
{
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>A name server that changes its mind is believed after this time.</summary>
    public static readonly TimeSpan NamesAge = TimeSpan.FromMinutes(5);

    private const int SimultaneousLookups = 16;

    private ImmutableHashSet<string> _files = ImmutableHashSet<string>.Empty;
    private ImmutableDictionary<IPAddress, string> _names = ImmutableDictionary<IPAddress, string>.Empty;
    private bool _wasReadable = true;

    /// <summary>The directory as it is now: known before the first probe, so that a server in maintenance is not put in for a moment.</summary>
    public MaintenanceChanged Begin()
    {
        _files = List() ?? _files;
        return new MaintenanceChanged(_files, _names);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Look, time);
        using var places = new SemaphoreSlim(SimultaneousLookups);
        var lookups = new Dictionary<IPAddress, Task<string?>>();
        long? askedAt = null;
        try
        {
            do
            {
                var (filesBefore, namesBefore) = (_files, _names);
                if (List() is { } now && !now.SetEquals(_files))
                    _files = now;

                // Names matter only while there is a file that may be one.
                var due = askedAt is null || time.GetElapsedTime(askedAt.Value) >= NamesAge;
                if (_files.Count > 0 && due && lookups.Values.All(lookup => lookup.IsCompleted))
                {
                    askedAt = time.GetTimestamp();
                    lookups = addresses.ToDictionary(address => address, address => ResolveOneAsync(address, places, stopping));
                }

                foreach (var (address, lookup) in lookups)
                {
                    if (lookup.IsCompletedSuccessfully && lookup.Result is { } name)
                        _names = _names.SetItem(address, name);
                }

                if (!ReferenceEquals(_files, filesBefore) || !ReferenceEquals(_names, namesBefore))
                    post(new MaintenanceChanged(_files, _names));
            }
            while (await looks.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
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
            var now = Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path)).ToImmutableHashSet();
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
