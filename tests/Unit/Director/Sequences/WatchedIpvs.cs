
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>
/// A table with the kernel's semantics that holds every single operation of the director against what must always be true: nobody else's
/// service is touched, nothing is sent that changes nothing or that the kernel refuses, and a service that serves before and after a write
/// serves in between.
/// </summary>
internal sealed class WatchedIpvs(IIpvs table) : IIpvs
{
    private readonly Lock _gate = new();
    private readonly List<IpvsOperation> _done = [];
    private readonly HashSet<IpvsOperation> _refusing = new(ReferenceEqualityComparer.Instance);
    private readonly List<(IpvsOperation, string?)> _sent = [];
    private readonly List<string> _faults = [];

    /// <summary>Operations for which this is true are refused, as by a kernel in need.</summary>
    public Func<IpvsOperation, bool> Refuses { get; set; } = _ => false;

    /// <summary>Why the director may not send clients to this destination of a service now; null if it may.</summary>
    /// <remarks>The last argument: whether it serves already.</remarks>
    public Func<ServiceId, Destination, bool, string?> WhyNotServe { get; set; } = (_, _, _) => null;

    public bool OutOfReach { get; set; }

    /// <summary>Active connections of every destination.</summary>
    public uint ActiveConnections { get; set; }

    /// <summary>Services that a configuration has named so far.</summary>
    public HashSet<ServiceId> Named { get; } = [];

    /// <summary>What the kernel took of the director's operations, in order.</summary>
    public IReadOnlyList<IpvsOperation> Done => Locked(() => _done.ToList());

    /// <summary>
    /// Of those, the ones that gave a destination weight 0 whose clients the scheduler then refuses: sh and mh without their flag, and dh.
    /// </summary>
    public IReadOnlySet<IpvsOperation> Refusing => Locked(() => new HashSet<IpvsOperation>(_refusing, ReferenceEqualityComparer.Instance));

    /// <summary>Everything that reached the table, the operators' changes too, with what became of it.</summary>
    public IReadOnlyList<(IpvsOperation Operation, string? Reason)> Sent => Locked(() => _sent.ToList());

    public string? FirstFault => Locked(() => _faults.Count > 0 ? _faults[0] : null);

    public IpvsTable Read() => Locked(() => OutOfReach ? throw new IpvsException("out of reach") : Connected(table.Read()));

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) =>
        Locked(() => OutOfReach ? throw new IpvsException("out of reach") : table.Read(ids).Select(Connected).ToList());

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) => Locked(() =>
    {
        var before = operations.Select(operation => operation.ServiceId).Distinct().ToDictionary(id => id, Serves);
        var gaps = new HashSet<ServiceId>();
        var refused = new HashSet<ServiceId>();
        string?[] outcomes = [.. operations.Select((operation, i) =>
            ApplyOne(operation, gaps, refused, operation is AddDestination added && IsPlaced(operations, i, added)))];
        // Of two that serve and change places by mh's order, the first may be refused.
        foreach (var id in gaps.Where(id => before[id] && Serves(id) && !(refused.Contains(id) && HasOrder(id))))
            _faults.Add($"{id} was empty between two operations of: {string.Join("; ", operations)}");
        return outcomes;
    });

    /// <summary>An operator's own change.</summary>
    public void Manually(IpvsOperation operation) => Locked(() => Send(operation));

    /// <summary>For the test's eyes.</summary>
    public IpvsTable Now() => Locked(table.Read);

    /// <summary>A destination gets its place in mh's map: it was removed just before, or gets weight 0 at once.</summary>
    private static bool IsPlaced(IReadOnlyList<IpvsOperation> operations, int at, AddDestination added) =>
        (at > 0 && operations[at - 1] is DeleteDestination(var before, var gone)
            && before == added.ServiceId && gone.Equals(added.Destination.EndPoint))
        || (at + 1 < operations.Count && operations[at + 1] is EditDestination(var after, { Weight: 0 } then)
            && after == added.ServiceId && then.EndPoint.Equals(added.Destination.EndPoint));

    /// <param name="isPlaced">See <see cref="IsPlaced"/>.</param>
    private string? ApplyOne(IpvsOperation operation, HashSet<ServiceId> gaps, HashSet<ServiceId> refused, bool isPlaced)
    {
        if (!Named.Contains(operation.ServiceId))
            _faults.Add($"{operation} is about a service that no configuration named");
        var served = operation switch
        {
            AddDestination(_, var added) => added,
            EditDestination(_, var edited) => edited,
            _ => null,
        };
        if (served is { Weight: > 0 } && !isPlaced
            && WhyNotServe(operation.ServiceId, served, Serves(operation.ServiceId, served)) is { } why)
            _faults.Add($"{operation}: {why}");
        if (Refuses(operation))
        {
            refused.Add(operation.ServiceId);
            return "refused";
        }

        var was = table.Read([operation.ServiceId]).SingleOrDefault();
        var reason = Send(operation);
        var now = table.Read([operation.ServiceId]).SingleOrDefault();
        // Of a service whose own operation was refused, the rest is refused with it.
        if (reason is not null && !refused.Contains(operation.ServiceId))
            _faults.Add($"{operation}: {reason}");
        else if (reason is null && was is not null && now is not null && was.Service == now.Service
        && was.Destinations.SequenceEqual(now.Destinations))
            _faults.Add($"{operation} changes nothing");
        if (reason is null)
            _done.Add(operation);
        if (reason is null && operation is EditDestination { Destination.Weight: 0 } && RefusesWeightZero(now!.Service))
            _refusing.Add(operation);
        if (!Serves(operation.ServiceId))
            gaps.Add(operation.ServiceId);
        return reason;
    }

    private static bool RefusesWeightZero(Service service) =>
        service.Scheduler == "dh" || (service.Scheduler is "sh" or "mh" && !service.Flags.HasFlag(ServiceFlags.Scheduler1));

    private bool HasOrder(ServiceId id) => table.Read([id]).Any(entry => entry.Service.Scheduler == "mh");

    private string? Send(IpvsOperation operation)
    {
        var reason = table.Apply([operation])[0];
        _sent.Add((operation, reason));
        return reason;
    }

    private bool Serves(ServiceId id) =>
        table.Read([id]).Any(entry => entry.Destinations.Any(destination => destination.Destination.Weight > 0));

    private bool Serves(ServiceId id, Destination destination) => table.Read([id]).Any(entry =>
        entry.Destinations.Any(d => d.Destination.EndPoint.Equals(destination.EndPoint) && d.Destination.Weight > 0));

    private IpvsTable Connected(IpvsTable read) => new(read.Services.Select(Connected));

    private ServiceEntry Connected(ServiceEntry entry) =>
        entry with { Destinations = [.. entry.Destinations.Select(d => d with { ActiveConnections = ActiveConnections })] };

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
            return action();
    }
}
