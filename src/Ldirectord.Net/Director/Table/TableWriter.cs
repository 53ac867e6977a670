using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Brings the table to what it should be: reads, plans, applies, logs. It reads before every write, because operators write to the table too. What the
/// kernel refuses is remembered and planned anew at the next write.
/// </summary>
/// <param name="kernelSettings">Reads them; asked where they decide how a destination leaves.</param>
/// <param name="accepted">Called for each change that the kernel accepted.</param>
internal sealed class TableWriter(IIpvs ipvs, Func<KernelSettings> kernelSettings, Action<TableChange> accepted, ILogger log, TimeProvider time)
{
    /// <summary>Services that are brought into line before the others.</summary>
    private const int First = 8;

    private readonly Dictionary<ServiceId, WriteScope> _due = [];
    private readonly HashSet<ServiceId> _purgesDue = [];

    private readonly DrainClock _drains = new(time);

    public bool IsIdle => _due.Count == 0 && _purgesDue.Count == 0;

    /// <summary>Something was marked since the last <see cref="Write"/>: what is due is more than what that one left over.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The service is to be brought into line at the next <see cref="Write"/>.</summary>
    public void Mark(ServiceId service, WriteScope scope)
    {
        HasNews = true;
        _purgesDue.Remove(service);
        _due[service] = _due.TryGetValue(service, out var already) ? already.Union(scope) : scope;
    }

    /// <summary>The service is to be taken out at the next <see cref="Write"/>: the configuration no longer names it.</summary>
    public void MarkPurge(ServiceId service)
    {
        HasNews = true;
        _due.Remove(service);
        _purgesDue.Add(service);
        _drains.Forget(service);
    }

    /// <param name="services">About as many as the table holds.</param>
    /// <exception cref="IpvsException">The table cannot be read.</exception>
    public TableReading Read(ImmutableArray<ServiceId> ids, int services) =>
        // One service by itself takes two questions to the kernel, a whole table one for each service and one more.
        new(ids, 2 * ids.Length > services ? ipvs.Read().Services : ipvs.Read(ids));

    /// <param name="now">Services that were read just now, all of them marked: they are written first.</param>
    public Outstanding Write(IReadOnlyDictionary<ServiceId, VirtualService> services, ServerRegistry book, bool readdQuiescent, TableReading? now = null)
    {
        HasNews = false;
        if (IsIdle)
            return Outstanding.Nothing;
        var kernel = new Lazy<KernelSettings>(kernelSettings);
        try
        {
            // When a rack dies the first are out at once, not when the whole table was read.
            now ??= Read([.. _due.Keys.Take(First)], services.Count);
            ImmutableArray<ServiceId> others = [.. _due.Keys.Except(now.Of)];
            var anyFailed = WriteSome(now);
            if (!others.IsEmpty)
                anyFailed |= WriteSome(Read(others, services.Count));
            // Purges come last: whatever is put in serves before anything goes.
            anyFailed |= Purge();
            return anyFailed ? Outstanding.Failures : IsIdle ? Outstanding.Nothing : Outstanding.Departures;
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
            return Outstanding.Failures;
        }

        bool WriteSome(TableReading read)
        {
            var table = read.Found.ToDictionary(entry => entry.Service.Id);
            var plans = read.Of.ToDictionary(id => id, id => Plan(services[id], _due[id], table.GetValueOrDefault(id)));
            var failed = Apply([.. plans.Values.SelectMany(plan => plan.Changes)]);
            foreach (var (id, plan) in plans)
                Settle(id, plan, failed.Contains(id));
            return failed.Count > 0;
        }

        bool Purge()
        {
            var table = Read([.. _purgesDue], services.Count).Found.ToDictionary(entry => entry.Service.Id);
            var failed = Apply(
            [
                .. from id in _purgesDue
                   let actual = table.GetValueOrDefault(id)
                   where actual is not null
                   from change in ServicePurge.Plan(actual, "start", name: endPoint => endPoint.ToString())
                   select change,
            ]);
            _purgesDue.IntersectWith(failed);
            return failed.Count > 0;
        }

        TablePlan Plan(VirtualService service, WriteScope scope, ServiceEntry? actual)
        {
            var desired = DesiredService.Build(service, server => book.ViewOf(service, server), actual, readdQuiescent);
            return Reconciler.Plan(
                actual,
                desired,
                scope.Destinations,
                endPoint => _drains.Elapsed(service.Id, endPoint),
                kernel);
        }
    }

    /// <summary>cleanstop: takes the services out. Of their destinations only the servers that are up are told of.</summary>
    public void Stop(IEnumerable<VirtualService> services, ServerRegistry book)
    {
        try
        {
            var table = ipvs.Read();
            _due.Clear();
            Apply(
            [
                .. from service in services
                   let actual = table.Find(service.Id)
                   where actual is not null
                   from change in ServicePurge.Plan(actual, "stop", name: endPoint => book.Find(new ServerKey(service.Id, endPoint)) is { View.IsUp: true } server ? server.Name : null)
                   select change,
            ]);
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
        }
    }

    /// <summary>What a service has left to do after its plan was carried out.</summary>
    private void Settle(ServiceId id, TablePlan plan, bool failed)
    {
        _drains.Set(id, plan.Draining);
        if (failed)
            return;
        if (plan.Draining.IsEmpty)
            _due.Remove(id);
        else
            _due[id] = new WriteScope([.. plan.Draining]);
    }

    /// <returns>The services of which a change was refused.</returns>
    private HashSet<ServiceId> Apply(ImmutableArray<TableChange> changes)
    {
        var outcomes = changes.IsEmpty ? [] : ipvs.Apply([.. changes.Select(change => change.Operation)]);
        var failed = new HashSet<ServiceId>();
        var refused = new HashSet<ServiceId>();
        foreach (var (change, error) in changes.Zip(outcomes))
        {
            if (error is null)
            {
                accepted(change);
            }
            else
            {
                var id = change.Operation.ServiceId;
                failed.Add(id);
                // Where the service itself was refused, so is all that was to go into it, and one line says so.
                if (!refused.Contains(id))
                    DirectorLogMessages.ChangeFailed(log, change.Message, error);
                if (change.Operation is AddService)
                    refused.Add(id);
            }
        }

        return failed;
    }
}
