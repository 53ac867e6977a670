using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Brings the table to its desired state: reads, plans, applies, logs. It reads before every write, because operators write to the table,
/// too. A change that the kernel refuses is planned again at the next write.
/// </summary>
/// <param name="kernelSettings">Reads the kernel's settings; called only if they decide how a destination is removed.</param>
/// <param name="accepted">Called for each change that the kernel accepted.</param>
/// <param name="refused">Called with the reason for each change that is logged as refused.</param>
internal sealed class TableWriter(
    IIpvs ipvs, Func<KernelSettings> kernelSettings, Action<TableChange> accepted, Action<TableChange, string> refused,
    TableStatistics statistics, ILogger log, TimeProvider time)
{
    /// <summary>Number of services that are read and written before the others.</summary>
    private const int FirstBatch = 8;

    private readonly Dictionary<ServiceId, WriteScope> _due = [];
    private readonly HashSet<ServiceId> _purgesDue = [];
    private readonly DrainClock _drains = new(time);

    public bool IsIdle => _due.Count == 0 && _purgesDue.Count == 0;

    /// <summary>Something was marked since the last <see cref="Write"/>, so there is more to do than the rest of that write.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The next <see cref="Write"/> compares and corrects this part of the service.</summary>
    public void Mark(ServiceId service, WriteScope scope)
    {
        HasNews = true;
        _purgesDue.Remove(service);
        _due[service] = _due.TryGetValue(service, out var already) ? already.Union(scope) : scope;
    }

    /// <summary>A write of this is due already, or waits for its retry.</summary>
    /// <param name="endPoint">A destination of the service; null for the service itself.</param>
    public bool IsPending(ServiceId service, IPEndPoint? endPoint) =>
        _due.TryGetValue(service, out var scope) && (endPoint is null || scope.Contains(endPoint));

    /// <summary>The next <see cref="Write"/> removes the service: the configuration no longer names it.</summary>
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
        // One service takes two requests to the kernel; the whole table takes one for each service, and one more.
        new(ids, 2 * ids.Length > services ? ipvs.Read().Services : ipvs.Read(ids));

    /// <param name="now">Services that were read just now, all of them marked: they are written first.</param>
    public Outstanding Write(
        IReadOnlyDictionary<ServiceId, VirtualService> services, ServerRegistry servers, DirectorConfig config, TableReading? now = null)
    {
        HasNews = false;
        if (IsIdle)
            return Outstanding.Nothing;
        var kernel = new Lazy<KernelSettings>(kernelSettings);
        try
        {
            // When many servers die together, the first are removed at once, and not after a read of the whole table.
            now ??= Read([.. _due.Keys.Take(FirstBatch)], services.Count);
            ImmutableArray<ServiceId> others = [.. _due.Keys.Except(now.Of)];
            var anyFailed = WriteSome(now);
            if (!others.IsEmpty)
                anyFailed |= WriteSome(Read(others, services.Count));
            // Purges come last: new services serve before old ones are removed.
            anyFailed |= Purge();
            return anyFailed ? Outstanding.Failures : IsIdle ? Outstanding.Nothing : Outstanding.Drains;
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
            var tracked = servers.Of(service);
            // A reload, and repair = all, undo what an operator did by hand; any other write leaves it.
            if (scope.Destinations is not null && config.Repair.Mode != RepairMode.All)
                tracked.YieldTo(actual);
            var desired = DesiredService.Build(service, tracked.View, actual, config.ReaddQuiescent);
            return Reconciler.Plan(
                actual, desired, scope.Destinations, endPoint => DrainingFor(tracked, endPoint), kernel, scope.Settings);
        }
    }

    /// <summary>cleanstop: removes the services. Of their destinations only servers that are up are logged.</summary>
    public void Stop(IEnumerable<VirtualService> services, ServerRegistry servers)
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
                   from change in ServicePurge.Plan(actual, "stop", name: endPoint => NameIfUp(service, endPoint))
                   select change,
            ]);
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
        }

        string? NameIfUp(VirtualService service, IPEndPoint endPoint) =>
            servers.Find(new ServerKey(service.Id, endPoint)) is { View.IsUp: true } server ? server.Name : null;
    }

    /// <summary>Of a drain that an operator asked for before this run, or before it was written, by his own time.</summary>
    private TimeSpan? DrainingFor(TrackedService service, IPEndPoint endPoint) =>
        _drains.Elapsed(service.Service.Id, endPoint) ?? service.Find(endPoint)?.View.AskedToDrainFor(time.GetUtcNow());

    /// <summary>Notes what is left to do for a service after its plan was carried out.</summary>
    private void Settle(ServiceId id, TablePlan plan, bool failed)
    {
        _drains.Set(id, plan.Draining);
        if (failed)
            return;
        if (plan.Draining.IsEmpty)
            _due.Remove(id);
        else
            _due[id] = new WriteScope([.. plan.Draining.Select(draining => draining.EndPoint)]);
    }

    /// <returns>The services of which the kernel refused a change.</returns>
    private HashSet<ServiceId> Apply(ImmutableArray<TableChange> changes)
    {
        var outcomes = changes.IsEmpty ? [] : ipvs.Apply([.. changes.Select(change => change.Operation)]);
        var failed = new HashSet<ServiceId>();
        var without = new HashSet<(ServiceId, IPEndPoint?)>();
        foreach (var (change, error) in changes.Zip(outcomes))
        {
            statistics.Add(change.Operation, refused: error is not null);
            if (error is null)
            {
                accepted(change);
            }
            else
            {
                var id = change.Operation.ServiceId;
                failed.Add(id);
                // What was not added cannot be changed, and a service takes all of its destinations along: one line is enough.
                var edited = (change.Operation as EditDestination)?.Destination.EndPoint;
                if (!without.Contains((id, null)) && !without.Contains((id, edited)))
                {
                    DirectorLogMessages.ChangeFailed(log, change.Message, error);
                    refused(change, error);
                }

                if (change.Operation is AddService)
                    without.Add((id, null));
                else if (change.Operation is AddDestination(_, var destination))
                {
                    without.Add((id, destination.EndPoint));
                    // One that was moved may be outside of what was to be written.
                    if (_due.TryGetValue(id, out var scope))
                        _due[id] = scope.Union(new WriteScope([destination.EndPoint]));
                }
            }
        }

        return failed;
    }
}
