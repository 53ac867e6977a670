using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Compares the kernel's table with the table that this director wants. Two directors compare at intervals and remember since when the
/// tables differ: a dry run, which runs beside another director that keeps the kernel's table, and one that repairs the table
/// (<see cref="TableRepair"/>). Any other compares when it is asked.
/// </summary>
/// <param name="kernel">Reads the kernel's table for a dry run; null if this kernel has none.</param>
/// <param name="due">Called on a thread of the clock, when it is time for <see cref="TableRepair.OnDue"/>.</param>
internal sealed class DriftMonitor(
    Func<IpvsTable?> kernel, bool isDryRun, RepairMemory repairs, Action due, EventBuffer events, ILogger log,
    TimeProvider time) : IDisposable
{
    /// <summary>Number of resolved differences that are still shown.</summary>
    public const int Remembered = 100;

    private readonly Queue<TableDrift> _resolved = new();
    private Dictionary<IpvsOperation, TableDrift> _current = [];
    private ITimer? _timer;
    private bool _remembers;

    public bool IsDryRun => isDryRun;

    /// <summary>
    /// A dry run compares at <see cref="DirectorConfig.ComparisonInterval"/>. With repair, <see cref="TableRepair"/> looks each second and
    /// compares when it must.
    /// </summary>
    public void Watch(DirectorConfig config)
    {
        _remembers = isDryRun || config.Repair.IsOn;
        if (!_remembers)
        {
            _current.Clear();
            _resolved.Clear();
        }

        if (_timer is null && !_remembers)
            return;
        var period = !_remembers ? Timeout.InfiniteTimeSpan
            : isDryRun ? config.ComparisonInterval ?? Timeout.InfiniteTimeSpan
            : TableRepair.Look;
        _timer ??= time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(period, period);
    }

    /// <summary>Of a dry run, at its intervals. If the kernel's table cannot be read, the remembered differences stay.</summary>
    public void Compare(DirectorConfig config, ServerRegistry servers)
    {
        try
        {
            _ = CompareWith(kernel(), config, servers);
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
        }
    }

    /// <param name="written">The table that the director writes: the kernel's, unless this is a dry run.</param>
    /// <returns>Null if this kernel has no table.</returns>
    /// <exception cref="IpvsException">The kernel's table cannot be read now.</exception>
    public TableComparison? Compare(DirectorConfig config, ServerRegistry servers, IpvsTable written) =>
        CompareWith(isDryRun ? kernel() : written, config, servers);

    public void Dispose() => _timer?.Dispose();

    private TableComparison? CompareWith(IpvsTable? actual, DirectorConfig config, ServerRegistry servers)
    {
        if (actual is null)
            return null;
        var services = config.VirtualServices.ToDictionary(service => service.Id);
        ImmutableArray<TableDrift> found =
        [
            .. from change in TableDiff.Of(config, service => servers.Of(service).View, actual)
               let id = change.Operation.ServiceId
               select Describe(change.Operation, services[id], actual.Find(id), servers),
        ];
        if (!_remembers)
            return new TableComparison(found, []);
        Remember(found);
        return new TableComparison(
            [.. _current.Values.Select(known => known with { PausedUntil = repairs.PauseEnds(RepairThing.Of(known.Operation)) })],
            [.. _resolved]);
    }

    private void Remember(ImmutableArray<TableDrift> found)
    {
        var now = time.GetUtcNow();
        var before = _current;
        _current = found.ToDictionary(
            difference => difference.Operation,
            difference => before.GetValueOrDefault(difference.Operation) ?? difference with { Since = now });
        foreach (var begun in _current.Values.Where(difference => !before.ContainsKey(difference.Operation)))
        {
            var (command, actual) = (IpvsadmFormat.Command(begun.Operation), begun.Kernel ?? "nothing");
            events.Add(now, EventKind.Drift, begun.Operation.ServiceId.FullName, null,
                $"the kernel's table differs: expected {command}, found {actual}; {begun.Reason}");
            // Of a repair the log tells by itself, in one line.
            if (isDryRun)
                DirectorLogMessages.TableDiffers(log, command, actual, begun.Reason);
        }

        foreach (var resolved in before.Values.Where(difference => !_current.ContainsKey(difference.Operation)))
        {
            var (seconds, command) = ((now - resolved.Since!.Value).TotalSeconds, IpvsadmFormat.Command(resolved.Operation));
            events.Add(now, EventKind.DriftEnded, resolved.Operation.ServiceId.FullName, null,
                $"the kernel's table matches again: {command}");
            if (isDryRun)
                DirectorLogMessages.TableMatchesAgain(log, seconds, command);

            if (_resolved.Count == Remembered)
                _resolved.Dequeue();
            _resolved.Enqueue(resolved with { Until = now });
        }
    }

    private static TableDrift Describe(IpvsOperation operation, VirtualService service, ServiceEntry? actual, ServerRegistry servers) =>
        operation switch
        {
            AddDestination(_, { EndPoint: var endPoint }) => new(operation, null, Reason(service, endPoint, servers)),
            EditDestination(_, { EndPoint: var endPoint }) => new(operation, Found(actual, endPoint), Reason(service, endPoint, servers)),
            DeleteDestination(_, var endPoint) => new(operation, Found(actual, endPoint), Reason(service, endPoint, servers)),
            _ => new(operation, actual is null ? null : IpvsadmFormat.Options(actual.Service), "as configured"),
        };

    private static string? Found(ServiceEntry? actual, IPEndPoint endPoint) =>
        actual?.Destinations
            .Where(entry => entry.Destination.EndPoint.Equals(endPoint))
            .Select(entry => IpvsadmFormat.Options(entry.Destination))
            .FirstOrDefault();

    private static string Reason(VirtualService service, IPEndPoint endPoint, ServerRegistry servers) =>
        servers.Find(new ServerKey(service.Id, endPoint)) is { } server
            ? $"{SnapshotBuilder.HealthOf(server).ToString().ToLowerInvariant()}: {SnapshotBuilder.Reason(server)}"
        : !endPoint.Equals(service.Fallback?.EndPoint) ? "not in the configuration"
        : servers.Of(service) is { IsLost: true } lost ? $"fallback: lost, {lost.QuorumWords}"
        : servers.Of(service).AnyUp ? "fallback: a real server is up"
        : "fallback: no real server is up";
}
