
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>One machine with one network of four real servers, for all tests of a class.</summary>
public sealed class TrafficNetwork : IAsyncLifetime
{
    private readonly SharedMachine _shared = new();
    private Topology? _topology;
    private Backends? _health;

    internal UmlMachine Machine => _shared.Machine;

    internal async Task<Topology> TopologyAsync() => _topology ??= await Topology.CreateAsync(Machine, servers: 4);

    /// <summary>
    /// "rs1-health" to "rs4-health" on port 8080 of the real servers, whose checks can fail there while clients are served; and "sorry" on
    /// port 81 of the fourth.
    /// </summary>
    internal async Task<Backends> HealthAsync() => _health ??= await Backends.StartAsync(
        Machine, [.. Enumerable.Range(1, 4).Select(n => $"rs{n}-health=rs{n}@[::]:8080"), "sorry=rs4@[::]:81"]);

    public ValueTask InitializeAsync() => _shared.InitializeAsync();

    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
