using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>What may be written of one virtual service: see <see cref="Reconciler.Plan"/>.</summary>
/// <param name="Destinations">Null: all of it.</param>
internal readonly record struct WriteScope(ImmutableHashSet<IPEndPoint>? Destinations)
{
    public static WriteScope Whole => default;

    public WriteScope Union(WriteScope other) =>
        Destinations is null || other.Destinations is null ? Whole : new WriteScope(Destinations.Union(other.Destinations));
}

/// <summary>
/// Brings the table to what it should be: reads, plans, applies, logs. It reads before every write, because operators write to the table too. What the
/// kernel refuses is remembered and planned anew at the next write.
/// </summary>
internal sealed class TableWriter(IIpvs ipvs, ILogger log)
{
    /// <summary>With few services to look at, reading each is cheaper than reading all.</summary>
    private const int ReadSingly = 8;

    private readonly Dictionary<ServiceId, WriteScope> _due = [];
    private readonly HashSet<ServiceId> _purgesDue = [];

    public bool IsIdle => _due.Count == 0 && _purgesDue.Count == 0;

    /// <summary>The service is to be brought into line at the next <see cref="Write"/>.</summary>
    public void Mark(ServiceId service, WriteScope scope)
    {
        _purgesDue.Remove(service);
        _due[service] = _due.TryGetValue(service, out var already) ? already.Union(scope) : scope;
    }

    /// <summary>The service is to be taken out at the next <see cref="Write"/>: the configuration no longer names it.</summary>
    public void MarkPurge(ServiceId service)
    {
        _due.Remove(service);
        _purgesDue.Add(service);
    }

    /// <returns>True if nothing is left to do; else it is tried again by calling again.</returns>
    public bool Write(IReadOnlyDictionary<ServiceId, VirtualService> services, ServerBook book, bool readdQuiescent)
    {
        if (IsIdle)
            return true;
        try
        {
            var table = Read();
            // Purges come last: whatever is put in serves before anything goes.
            Apply(
            [
                .. from pair in _due
                   let service = services[pair.Key]
                   let actual = table.GetValueOrDefault(pair.Key)
                   let desired = DesiredService.Build(service, server => book.HealthOf(service, server), actual, readdQuiescent)
                   from change in Reconciler.Plan(actual, desired, pair.Value.Destinations)
                   select change,
                .. from id in _purgesDue
                   let actual = table.GetValueOrDefault(id)
                   where actual is not null
                   from change in Reconciler.Purge(actual, "start")
                   select change,
            ]);
        }
        catch (IpvsException e)
        {
            DirectorLog.TableUnavailable(log, e.Message);
        }

        return IsIdle;
    }

    /// <summary>cleanstop: takes the services out.</summary>
    public void Stop(IEnumerable<VirtualService> services)
    {
        try
        {
            var table = ipvs.Read();
            _due.Clear();
            Apply([.. services.Select(service => table.Find(service.Id)).OfType<ServiceEntry>().SelectMany(entry => Reconciler.Purge(entry, "stop"))]);
        }
        catch (IpvsException e)
        {
            DirectorLog.TableUnavailable(log, e.Message);
        }
    }

    private Dictionary<ServiceId, ServiceEntry> Read()
    {
        var ids = _due.Keys.Concat(_purgesDue).ToList();
        var entries = ids.Count > ReadSingly ? ipvs.Read().Services : ids.Select(ipvs.Read).OfType<ServiceEntry>();
        return entries.ToDictionary(entry => entry.Service.Id);
    }

    private void Apply(ImmutableArray<TableChange> changes)
    {
        var outcomes = changes.IsEmpty ? [] : ipvs.Apply([.. changes.Select(change => change.Operation)]);
        var failed = new HashSet<ServiceId>();
        foreach (var (change, error) in changes.Zip(outcomes))
        {
            if (error is null)
            {
                DirectorLog.TableChanged(log, change.Message);
            }
            else
            {
                failed.Add(change.Operation.ServiceId);
                DirectorLog.ChangeFailed(log, change.Message, error);
            }
        }

        foreach (var id in _due.Keys.Where(id => !failed.Contains(id)).ToList())
            _due.Remove(id);
        _purgesDue.IntersectWith(failed);
    }
}
