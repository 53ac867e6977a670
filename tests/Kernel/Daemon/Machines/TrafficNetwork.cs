
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>One machine with one network of four real servers, for all tests of a class.</summary>
public sealed class TrafficNetwork : IAsyncLifetime
{
    private readonly SharedMachine _shared = new();
    private Topology? _topology;

    internal UmlMachine Machine => _shared.Machine;

    internal async Task<Topology> TopologyAsync() => _topology ??= await Topology.CreateAsync(Machine, servers: 4);

    public ValueTask InitializeAsync() => _shared.InitializeAsync();

    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
