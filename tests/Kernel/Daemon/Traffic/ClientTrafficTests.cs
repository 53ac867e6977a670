
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// A client that asks all the time, through services of the daemon: changes of the table are judged by what the client sees.
/// </summary>
public sealed class ClientTrafficTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    [Theory]
    [InlineData("masq", 0)]
    [InlineData("gate", 1)]
    [InlineData("ipip", 2)]
    public async Task EachForwardingMethod_ReachesEveryRealServer(string method, int number)
    {
        // An address for each method: the kernel remembers connections, and the routes of destinations that were deleted, longer than a
        // test lasts.
        var address = Topology.VirtualAddress(number);
        await StartAsync(Configuration(method).Replace(Topology.VirtualAddress(0), address, StringComparison.Ordinal));
        var totals = await AskAsync(address, 30);
        await NoneFailedAsync(totals);
        Assert.Equal(["rs1", "rs2", "rs3"], totals.Answers.Keys.Order());
    }

    [Fact]
    public async Task FirewallMark_ReachesEveryRealServer()
    {
        var address = Topology.VirtualAddress(3);
        _ = (await Machine.RunAsync(
            $"iptables-legacy -t mangle -A PREROUTING -d {address} -p tcp -m tcp --dport 80 -j MARK --set-mark 7")).Text;
        await StartAsync(Configuration("gate").Replace($"virtual={Topology.VirtualAddress(0)}:80", "virtual=7", StringComparison.Ordinal)
            .Replace("\tprotocol=tcp\n", "", StringComparison.Ordinal));
        var totals = await AskAsync(address, 30);
        await NoneFailedAsync(totals);
        Assert.Equal(["rs1", "rs2", "rs3"], totals.Answers.Keys.Order());
    }

    [Fact]
    public async Task AllServersFail_FallbackAnswersUntilTheyRecover()
    {
        var topology = await TopologyAsync();
        await StartAsync(Configuration("masq"));
        foreach (var server in new[] { "rs1", "rs2", "rs3" })
            await topology.SetAsync(server, "dead");
        await TableHasAsync(Topology.ServerAddress(4));
        var sorry = await AskAsync(Topology.VirtualAddress(0), 20);
        await NoneFailedAsync(sorry);
        Assert.Equal(["rs4"], sorry.Answers.Keys);
        var client = await ClientAsync();
        await topology.SetAsync("rs2", "up");
        await TableHasAsync(Topology.ServerAddress(2));
        await client.WaitForRequestsAsync(10);
        var returned = await client.StopAsync();
        await NoneFailedAsync(returned);
        Assert.Contains("rs2", returned.Answers.Keys);
    }

    [Fact]
    public async Task SuccesscountBelowTheFallback_FailsNoRequestUntilTheLastPass_AndWithoutAFallbackOnePassIsEnough()
    {
        var topology = await TopologyAsync();
        var counting = Configuration("masq") + "\tsuccesscount=3\n\tretryinterval=2\n";
        await StartAsync(counting);
        foreach (var server in new[] { "rs1", "rs2", "rs3" })
            await topology.SetAsync(server, "dead");
        await TableHasAsync(Topology.ServerAddress(4));
        await TableLacksAsync(Topology.ServerAddress(3));

        // One that flaps stays out; one that stays up is in with its third pass.
        var client = await ClientAsync();
        await topology.SetAsync("rs2", "up");
        await Director.LogShowsAsync("Passed check 1 of 3: 10.2.0.12:80");
        await topology.SetAsync("rs2", "error");
        await Director.LogShowsAsync("Check of 10.2.0.12:80 (tcp:10.1.0.100:80) failed: HTTP 500");
        await topology.SetAsync("rs2", "up");
        await TableHasAsync(Topology.ServerAddress(2));
        await client.WaitForRequestsAsync(10);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        Assert.Equal(["rs2", "rs4"], totals.Answers.Keys.Order());
        Assert.Contains("Passed check 2 of 3: 10.2.0.12:80", await Director.LogAsync(), StringComparison.Ordinal);

        await Director.WriteAsync(counting.Replace("\tfallback=10.2.0.14:80 masq\n", "", StringComparison.Ordinal));
        await topology.SetAsync("rs2", "dead");
        await TableLacksAsync(Topology.ServerAddress(2));
        await TableLacksAsync(Topology.ServerAddress(4));
        await topology.SetAsync("rs1", "up");
        await TableHasAsync(Topology.ServerAddress(1));
        Assert.DoesNotContain("Passed check 1 of 3: 10.2.0.11:80", await Director.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaintenanceOfEveryServerInTurnAndOfAll_FailsNoRequest()
    {
        await StartAsync(Configuration("masq"));
        var client = await ClientAsync();
        for (var server = 1; server <= 3; server++)
        {
            await Machine.RunAsync($"touch {Maintenance}/{Topology.ServerAddress(server)}");
            await TableLacksAsync(Topology.ServerAddress(server));
            await client.WaitForRequestsAsync(5);
        }

        await TableHasAsync(Topology.ServerAddress(4));
        await client.WaitForRequestsAsync(5);
        await Machine.RunAsync($"rm {Maintenance}/*");
        await TableHasAsync(Topology.ServerAddress(3));
        await client.WaitForRequestsAsync(10);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        Assert.Equal(["rs1", "rs2", "rs3", "rs4"], totals.Answers.Keys.Order());
    }

    [Fact]
    public async Task EditsAndReloads_FailNoRequest()
    {
        await StartAsync(Configuration("masq"));
        var client = await ClientAsync();
        await Director.WriteAsync(Configuration("masq", servers: 2));
        await TableLacksAsync(Topology.ServerAddress(3));
        await client.WaitForRequestsAsync(5);
        await Director.WriteAsync(Configuration("masq", servers: 1));
        await Director.CommandAsync("reload");
        await TableLacksAsync(Topology.ServerAddress(2));
        await client.WaitForRequestsAsync(5);
        await Director.WriteAsync("this is not a configuration\n");
        await Director.LogShowsAsync("Configuration rejected");
        await client.WaitForRequestsAsync(5);
        await Director.WriteAsync(Configuration("masq").Replace("scheduler=rr", "scheduler=wlc", StringComparison.Ordinal));
        await TableHasAsync(Topology.ServerAddress(3));
        await client.WaitForRequestsAsync(10);
        await NoneFailedAsync(await client.StopAsync());
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("kill -9")]
    public async Task RestartWithTheTableInPlace_FailsNoRequest(string how)
    {
        await StartAsync(Configuration("masq"));
        var client = await ClientAsync();
        for (var round = 0; round < 2; round++)
        {
            if (how == "restart")
            {
                _ = (await Director.CommandAsync("restart")).Text;
            }
            else
            {
                await Director.KillAsync();
                await client.WaitForRequestsAsync(5);
                _ = (await Director.CommandAsync("start")).Text;
            }

            await client.WaitForRequestsAsync(10);
        }

        await NoneFailedAsync(await client.StopAsync());
    }

    private static string Url => $"http://{Topology.VirtualAddress(0)}/";

    private async Task StartAsync(string configuration)
    {
        await DirectAsync(configuration);
        for (var server = 1; server <= 3; server++)
            await TableHasAsync(Topology.ServerAddress(server));
        await TableLacksAsync(Topology.ServerAddress(4));
    }

    private Task<TopologyClient> ClientAsync() => ClientAsync(Url);

    private async Task<ClientTotals> AskAsync(string address, int requests)
    {
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForRequestsAsync(requests);
        return await client.StopAsync();
    }

    private static string Configuration(string method, int servers = 3) => WebService(
        Topology.VirtualAddress(0),
        Enumerable.Range(1, servers).Select(n => $"{Topology.ServerAddress(n)}:80 {method}"),
        $"fallback={Topology.ServerAddress(4)}:80 {method}", "scheduler=rr", "protocol=tcp");
}
