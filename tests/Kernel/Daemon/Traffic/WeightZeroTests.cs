
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// Clients that ask all the time while a destination has, or would have, weight 0: some schedulers refuse the clients of such a
/// destination.
/// </summary>
public sealed class WeightZeroTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    [Theory]
    [InlineData("sh", 0)]
    [InlineData("mh", 1)]
    [InlineData("dh", 2)]
    [InlineData("sh\n\tschedflags=sh-fallback", 3)]
    [InlineData("mh\n\tschedflags=mh-fallback", 4)]
    public async Task MaintenanceOfTheServerThatAClientIsHashedTo_RefusesNoRequest(string scheduler, int number)
    {
        var address = Topology.VirtualAddress(number);
        await DirectAsync(Configuration(address, scheduler, Real(1), Real(2), Real(3)));
        await ServersAreInAsync();
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForAnswersAsync(5);
        var chosen = Assert.Single((await client.LastAsync(5)).Distinct())["ok rs".Length..];
        await Machine.RunAsync($"touch {Maintenance}/{Topology.ServerAddress(chosen[0] - '0')}");
        await TableLacksAsync(Topology.ServerAddress(chosen[0] - '0'));
        await client.WaitForRequestsAsync(10);
        await NoneRefusedAsync(await client.StopAsync());
    }

    [Theory]
    [InlineData("sh", 5)]
    [InlineData("mh", 6)]
    public async Task RemovalOfTheServerThatAClientIsHashedTo_RefusesNoRequest(string scheduler, int number)
    {
        var address = Topology.VirtualAddress(number);
        await DirectAsync(Configuration(address, scheduler, Real(1), Real(2), Real(3)));
        await ServersAreInAsync();
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForAnswersAsync(5);
        var chosen = Assert.Single((await client.LastAsync(5)).Distinct())["ok rs".Length..];
        await Director.WriteAsync(Configuration(address, scheduler,
            [.. new[] { 1, 2, 3 }.Where(n => n != chosen[0] - '0').Select(n => Real(n))]));
        await TableLacksAsync(Topology.ServerAddress(chosen[0] - '0'));
        await client.WaitForRequestsAsync(10);
        await NoneRefusedAsync(await client.StopAsync());
    }

    // The scheduler deals its buckets by turns, and the virtual address says which: of these two one is the fallback's.
    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public async Task RecoveryFromTheFallbackUnderDh_RefusesNoRequest(int number)
    {
        var topology = await TopologyAsync();
        await topology.SetAsync("rs1", "dead");
        var address = Topology.VirtualAddress(number);
        await DirectAsync(Configuration(address, "dh", Real(1)));
        await TableHasAsync(Topology.ServerAddress(4));
        var client = await ClientAsync($"http://{address}/");
        await topology.SetAsync("rs1", "up");
        await TableHasAsync(Topology.ServerAddress(1));
        await client.WaitForRequestsAsync(50);
        var totals = await client.StopAsync();
        await NoneRefusedAsync(totals);
        Assert.Equal(["rs1", "rs4"], totals.Answers.Keys);
    }

    [Fact]
    public async Task OnlyServerUpHasWeight0_FallbackServesAndItsCommandIsStarted()
    {
        var address = Topology.VirtualAddress(8);
        await Machine.RunAsync("printf '#!/bin/sh\\necho \"$1\" >>/run/fallback.said\\n' >/run/fallback.sh; chmod 755 /run/fallback.sh; "
            + "rm -f /run/fallback.said");
        string Text(int weight) => Configuration(address, "rr\n\tfallbackcommand=/run/fallback.sh", Real(1, weight), Real(2));
        var topology = await TopologyAsync();
        await DirectAsync(Text(1));
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        var client = await ClientAsync($"http://{address}/");
        await Machine.RunAsync("until grep -q stop /run/fallback.said; do sleep 0.05; done; rm /run/fallback.said");
        await topology.SetAsync("rs2", "dead");
        await TableLacksAsync(Topology.ServerAddress(2));
        await Director.WriteAsync(Text(0));
        await TableHasAsync(Topology.ServerAddress(4));
        await TableAsync($"-r {Topology.ServerAddress(1)}:80 -m -w 0", "until", "rs1 at weight 0");
        await client.WaitForRequestsAsync(10);
        Assert.Equal("ok rs4", Assert.Single((await client.LastAsync(5)).Distinct()));
        Assert.Equal("start", (await Machine.RunAsync("cat /run/fallback.said")).Output.Trim());
        await topology.SetAsync("rs2", "up");
        await TableHasAsync(Topology.ServerAddress(2));
        await TableLacksAsync(Topology.ServerAddress(4));
        await client.WaitForRequestsAsync(10);
        Assert.Equal("ok rs2", Assert.Single((await client.LastAsync(5)).Distinct()));
        await TableAsync($"-r {Topology.ServerAddress(1)}:80 -m -w 0", "until", "rs1 at weight 0");
        Assert.Contains("weight 0", await Director.LogAsync(), StringComparison.Ordinal);
        await client.StopAsync();
    }

    /// <summary>A request in flight may be lost when its server is deleted; no new request may be refused.</summary>
    private async Task NoneRefusedAsync(ClientTotals totals)
    {
        if (totals.Failures.Any(failure => failure.Contains("refused", StringComparison.Ordinal)) || totals.Failures.Count > 2)
            await FailAsync($"{totals.Failures.Count} of {totals.Requests} requests "
                + $"failed:\n{string.Join('\n', totals.Failures.Take(5))}\n");
    }

    private async Task ServersAreInAsync()
    {
        for (var server = 1; server <= 3; server++)
            await TableHasAsync(Topology.ServerAddress(server));
        await TableLacksAsync(Topology.ServerAddress(4));
    }

    private static string Real(int number, int weight = 1) => $"{Topology.ServerAddress(number)}:80 masq {weight}";

    private static string Configuration(string address, string scheduler, params string[] servers) => WebService(
        address, servers, $"fallback={Topology.ServerAddress(4)}:80 masq", $"scheduler={scheduler}", "protocol=tcp");
}
