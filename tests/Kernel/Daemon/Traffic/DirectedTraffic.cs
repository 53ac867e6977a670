
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Base of tests whose clients ask through services of a daemon: a network, a daemon, clients, and the table.
/// </summary>
public abstract class DirectedTraffic(TrafficNetwork network) : IAsyncLifetime
{
    private protected const string Maintenance = "/run/maintenance";

    private readonly List<HeldConnection> _held = [];
    private DirectorProcess? _director;

    private protected UmlMachine Machine => network.Machine;

    private protected DirectorProcess Director => _director ?? throw new InvalidOperationException("no daemon was started");

    public async ValueTask InitializeAsync()
    {
        var topology = await network.TopologyAsync();
        await topology.SetAsync("all", "up");
        await Machine.RunAsync($"rm -rf {Maintenance} {DirectorProcess.Log}; mkdir -p {Maintenance}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _held)
            await connection.CloseAsync();
        if (_director is not null)
            await _director.StopAsync();
        await Machine.RunAsync("ipvsadm -C");
        GC.SuppressFinalize(this);
    }

    private protected Task<Topology> TopologyAsync() => network.TopologyAsync();

    private protected Task<Backends> HealthAsync() => network.HealthAsync();

    /// <summary>A configuration with one service, checked over http, whose real servers answer "rs" and their number.</summary>
    /// <param name="servers">Values of real.</param>
    /// <param name="settings">Other lines of the service.</param>
    private protected static string WebService(string address, IEnumerable<string> servers, params string[] settings) =>
        "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nautoreload=yes\nquiescent=no\ncleanstop=no\n"
        + $"maintenancedir={Maintenance}\nvirtual={address}:80\n"
        + string.Concat(servers.Select(server => $"\treal={server}\n"))
        + "\tservice=http\n\trequest=\"/\"\n\treceive=\"^rs\"\n"
        + string.Concat(settings.Select(setting => $"\t{setting}\n"));

    private protected async Task DirectAsync(string configuration)
    {
        _director = await DirectorProcess.PrepareAsync(Machine, "traffic", configuration);
        await _director.StartAsync();
    }

    /// <summary>A client whose way is known to be open: only then does a failed request tell something of the daemon.</summary>
    private protected async Task<TopologyClient> ClientAsync(string url)
    {
        var topology = await network.TopologyAsync();
        var scout = await topology.StartClientAsync(url);
        await scout.WaitForAnswersAsync(5);
        await scout.StopAsync();
        return await topology.StartClientAsync(url);
    }

    /// <summary>A client that has connected to the service, and says nothing; closed with the test, at the latest.</summary>
    private protected async Task<HeldConnection> HoldAsync(string address)
    {
        var connection = await HeldConnection.OpenAsync(Machine, address);
        _held.Add(connection);
        return connection;
    }

    private protected async Task NoneFailedAsync(ClientTotals totals)
    {
        if (totals.Failures.Count > 0)
            await FailAsync($"{string.Join('\n', totals.Failures)}\nof {totals.Requests} requests");
    }

    /// <summary>Fails with what the network and the log look like now.</summary>
    private protected async Task FailAsync(string what) =>
        Assert.Fail(
            $"{what}; table, connections, neighbours:\n{(await Machine.RunAsync(
                "ipvsadm -Ln; ipvsadm -Lcn | tail -n 60; ip neigh; ip netns exec client ip neigh; date +%s")).Output}"
            + $"log:\n{await Director.LogAsync()}");

    private protected Task TableHasAsync(string address) => TableAsync($"-r {address}:", "until", address);

    private protected Task TableLacksAsync(string address) => TableAsync($"-r {address}:", "while", address);

    /// <param name="line">Text of a line of ipvsadm -Sn.</param>
    /// <param name="loop">"until" the table has it, or "while".</param>
    private protected async Task TableAsync(string line, string loop, string what) =>
        Assert.True(
            (await Machine.RunAsync($"{loop} ipvsadm -Sn | grep -q -e '{line}'; do sleep 0.05; done")).ExitCode
                == 0,
            $"{loop} the table has {what}:\n{(await Machine.RunAsync("ipvsadm -Sn")).Output}\n{await Director.LogAsync()}");
}
