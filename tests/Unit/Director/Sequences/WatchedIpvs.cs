
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
    public Func<ServiceId, Destination, string?> WhyNotServe { get; set; } = (_, _) => null;

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
        string?[] outcomes = [.. operations.Select(operation => ApplyOne(operation, gaps, refused))];
        foreach (var id in gaps.Where(id => before[id] && Serves(id)))
            _faults.Add($"{id} was empty between two operations of: {string.Join("; ", operations)}");
        return outcomes;
    });

    /// <summary>An operator's own change.</summary>
    public void Manually(IpvsOperation operation) => Locked(() => Send(operation));

    /// <summary>For the test's eyes.</summary>
    public IpvsTable Now() => Locked(table.Read);

    private string? ApplyOne(IpvsOperation operation, HashSet<ServiceId> gaps, HashSet<ServiceId> refused)
    {
        if (!Named.Contains(operation.ServiceId))
            _faults.Add($"{operation} is about a service that no configuration named");
        var served = operation switch
        {
            AddDestination(_, var added) => added,
            EditDestination(_, var edited) => edited,
            _ => null,
        };
        if (served is { Weight: > 0 } && WhyNotServe(operation.ServiceId, served) is { } why)
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

    private string? Send(IpvsOperation operation)
    {
        var reason = table.Apply([operation])[0];
        _sent.Add((operation, reason));
        return reason;
    }

    private bool Serves(ServiceId id) =>
        table.Read([id]).Any(entry => entry.Destinations.Any(destination => destination.Destination.Weight > 0));

    private IpvsTable Connected(IpvsTable read) => new(read.Services.Select(Connected));

    private ServiceEntry Connected(ServiceEntry entry) =>
        entry with { Destinations = [.. entry.Destinations.Select(d => d with { ActiveConnections = ActiveConnections })] };

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
            return action();
    }
}
