using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// A director in the shadow of another: compares the kernel's table, which the other one keeps, with what this one would make of it, and remembers since when
/// they differ. A dry run looks by itself, any other director when it is asked.
/// </summary>
/// <param name="kernel">Reads the kernel's table for a dry run; null if this kernel has none.</param>
/// <param name="due">Called on a thread of the clock, when it is time for a dry run to compare.</param>
internal sealed class DriftMonitor(Func<IpvsTable?> kernel, bool isDryRun, Action due, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>Differences that are over and still told of.</summary>
    public const int Remembered = 100;

    private readonly Queue<TableDrift> _ended = new();
    private Dictionary<IpvsOperation, TableDrift> _now = [];
    private ITimer? _timer;

    /// <summary>Looks whenever a server of this configuration may have been checked anew: once per the shortest of its intervals.</summary>
    public void Watch(DirectorConfig config)
    {
        if (!isDryRun || config.VirtualServices.IsEmpty)
            return;
        var interval = config.VirtualServices.Min(service => service.CheckInterval);
        _timer ??= time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(interval, interval);
    }

    /// <summary>Of a dry run, now and then. Where the kernel's table cannot be read, what was remembered stays.</summary>
    public void Compare(DirectorConfig config, ServerRegistry book)
    {
        try
        {
            _ = Look(config, book, kernel());
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TableUnavailable(log, e.Message);
        }
    }

    /// <param name="written">What the director itself writes to: the kernel's, unless it is a dry run.</param>
    /// <returns>Null where there is no kernel's table.</returns>
    /// <exception cref="IpvsException">The kernel's table cannot be read now.</exception>
    public TableComparison? Compare(DirectorConfig config, ServerRegistry book, IpvsTable written) => Look(config, book, isDryRun ? kernel() : written);

    public void Dispose() => _timer?.Dispose();

    private TableComparison? Look(DirectorConfig config, ServerRegistry book, IpvsTable? actual)
    {
        if (actual is null)
            return null;
        var services = config.VirtualServices.ToDictionary(service => service.Id);
        ImmutableArray<TableDrift> found =
        [
            .. from change in TableDiff.Of(config, book.ViewOf, actual)
               let id = change.Operation.ServiceId
               select Describe(change.Operation, services[id], actual.Find(id), book),
        ];
        if (!isDryRun)
            return new TableComparison(found, []);
        Remember(found);
        return new TableComparison([.. _now.Values], [.. _ended]);
    }

    private void Remember(ImmutableArray<TableDrift> found)
    {
        var moment = time.GetUtcNow();
        var before = _now;
        _now = found.ToDictionary(
            difference => difference.Operation,
            difference => before.GetValueOrDefault(difference.Operation) ?? difference with { Since = moment });
        foreach (var begun in _now.Values.Where(difference => !before.ContainsKey(difference.Operation)))
            DirectorLogMessages.Differs(log, IpvsadmFormat.Command(begun.Operation), begun.Kernel ?? "nothing", begun.Reason);
        foreach (var over in before.Values.Where(difference => !_now.ContainsKey(difference.Operation)))
        {
            DirectorLogMessages.DiffersNoMore(log, (moment - over.Since!.Value).TotalSeconds, IpvsadmFormat.Command(over.Operation));
            if (_ended.Count == Remembered)
                _ended.Dequeue();
            _ended.Enqueue(over with { Until = moment });
        }
    }

    private static TableDrift Describe(IpvsOperation operation, VirtualService service, ServiceEntry? actual, ServerRegistry book) => operation switch
    {
        AddDestination(_, var destination) => new(operation, null, Reason(service, destination.EndPoint, book)),
        EditDestination(_, var destination) => new(operation, Found(actual, destination.EndPoint), Reason(service, destination.EndPoint, book)),
        DeleteDestination(_, var endPoint) => new(operation, Found(actual, endPoint), Reason(service, endPoint, book)),
        _ => new(operation, actual is null ? null : IpvsadmFormat.Options(actual.Service), "as configured"),
    };

    private static string? Found(ServiceEntry? actual, IPEndPoint endPoint) =>
        actual?.Destinations.Where(entry => entry.Destination.EndPoint.Equals(endPoint)).Select(entry => IpvsadmFormat.Options(entry.Destination)).FirstOrDefault();

    private static string Reason(VirtualService service, IPEndPoint endPoint, ServerRegistry book) =>
        book.Find(new ServerKey(service.Id, endPoint)) is { } server ? $"{SnapshotBuilder.HealthOf(server).ToString().ToLowerInvariant()}: {SnapshotBuilder.Reason(server)}"
        : !endPoint.Equals(service.Fallback?.EndPoint) ? "not in the configuration"
        : book.AnyUp(service) ? "fallback: a real server is up"
        : "fallback: no real server is up";
}
