using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Pair;

/// <summary>
/// Two directors, a client and three real servers on one ethernet: three machines, for the client and the real servers share one. Both
/// directors are up whenever a test gets the pair.
/// </summary>
public sealed class PairLab : IAsyncLifetime
{
    public const string Address = "10.1.0.100";

    private const int WorldMegabytes = 768;

    /// <summary>The services of docs/examples/pair.cf.</summary>
    private static readonly (string Name, string Url)[] s_services =
        [
            ("masq", $"http://{Address}:80/"), ("gate", $"http://{Address}:81/"), ("ipip", $"http://{Address}:82/"),
            ("persistent", $"http://{Address}:83/"),
        ];

    private readonly string? _missing = UmlPackages.WhatIsMissing(
        ("keepalived", "/usr/sbin/keepalived"), ("pacemaker", "/usr/sbin/pacemakerd"), ("corosync", "/usr/sbin/corosync"),
        ("bird2", "/usr/sbin/bird"), ("frr", "/usr/lib/frr/bgpd"),
        ("pacemaker-cli-utils", "/usr/sbin/crm_mon"), ("resource-agents", "/usr/lib/ocf/resource.d/heartbeat/IPaddr2"));

    private readonly EthernetHub _hub = new();
    private UmlMachine? _world;

    public PairLab() => Nodes = [new PairNode(_hub, "d1", 1), new PairNode(_hub, "d2", 2)];

    internal IReadOnlyList<PairNode> Nodes { get; }

    /// <summary>The machine of the client and the real servers.</summary>
    internal UmlMachine World => _world!;

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
            return;
        _world = await UmlMachine.StartAsync(WorldMegabytes, _hub.Port("world", 1));
        var script = Path.Combine(AppContext.BaseDirectory, "Pair", "pair-world.sh");
        _ = (await _world.RunAsync($"sh {script} 3")).Text;
        var servers = from port in Enumerable.Range(80, 4) from n in Enumerable.Range(1, 3) select $"rs{n}-{port}=rs{n}@[::]:{port}";
        await GuestTool.StartAsync(_world, "serve", "/run/backends", string.Join(' ', servers));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        if (_world is not null)
            await _world.DisposeAsync();
        _hub.Dispose();
    }

    /// <summary>The pair, run by this stack: one director has the address, both take part. What a test has killed is booted.</summary>
    internal async Task RunAsync(PairStack stack)
    {
        await BootAsync(stack.StartAsync);
        await stack.SettleAsync(Nodes);
    }

    /// <summary>Both directors: what a test has killed is booted, and started.</summary>
    internal async Task BootAsync(Func<PairNode, Task> startAsync)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        foreach (var node in Nodes)
            Heal(node);
        await Task.WhenAll(Nodes.Where(node => !node.IsUp).Select(async node =>
        {
            await node.BootAsync();
            await startAsync(node);
        }));
    }

    /// <summary>The next test has the nodes booted anew: a test has failed.</summary>
    internal async Task ForgetAsync()
    {
        foreach (var node in Nodes)
            await node.KillAsync();
    }

    /// <summary>The link of a node is cut: it goes on, and reaches nobody.</summary>
    internal void Cut(PairNode node)
    {
        _hub.Cut(node.Name, "world");
        _hub.Cut(Nodes[0].Name, Nodes[1].Name);
    }

    internal void Heal(PairNode node)
    {
        _hub.Join(node.Name, "world");
        _hub.Join(Nodes[0].Name, Nodes[1].Name);
    }

    internal Task<PairTraffic> StartTrafficAsync(bool mayLoseConnections) =>
        PairTraffic.StartAsync(World, s_services, mayLoseConnections);

    /// <summary>
    /// Waits until each director that is up knows the persistent client's server. The kernel tells the other of it after the client's third
    /// connection, and up to two seconds later (IPVS_SYNC_FLUSH_TIME, net/netfilter/ipvs/ip_vs_sync.c).
    /// </summary>
    internal async Task IsSynchronisedAsync()
    {
        foreach (var node in Nodes.Where(node => node.IsUp))
            await node.RunAsync($"until_true 'ipvsadm -Lcn | grep -q \":0 *{Address}:83 \"'");
    }

    /// <summary>Clients that are served before are served after it. What it cost becomes a figure.</summary>
    internal async Task<IReadOnlyList<ClientRecord>> DuringAsync(
        string stack, string happening, PairTraffic traffic, Func<PairTraffic, Task> happen)
    {
        IReadOnlyList<ClientRecord> records;
        try
        {
            await happen(traffic);
            await traffic.IsServedAsync();
        }
        catch
        {
            await ForgetAsync();
            throw;
        }
        finally
        {
            records = await traffic.StopAsync();
        }
        FailOverFigures.Add(stack, happening, records);
        return records;
    }
}
