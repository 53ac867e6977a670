using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// minservers, recoverservers, lost and keepservers, by what a client sees that asks all the time. Checks go to a port of their own, so a
/// server whose check fails still answers: a request that fails is the director's fault. Failed servers stay with weight 0 (quiescent), as
/// a deleted one would cut off the request that it is answering.
/// </summary>
public sealed class QuorumTrafficTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private static readonly string s_address = Topology.VirtualAddress(0);
    private static readonly string s_sorry = $"-a -t {s_address}:80 -r {Topology.ServerAddress(4)}:81 -m -w 1";

    [Fact]
    public async Task ThirdFailureOfFour_IsLost_AndTheSecondReturn_IsWhole_WithoutAFailedRequest()
    {
        var health = await StartAsync(4, s_fallback, "minservers=2", "recoverservers=3");
        var client = await ClientAsync($"http://{s_address}/");
        await BecomeAsync(health, "dead", 1, 2);
        await TableIsAsync([0, 0, 1, 1]);
        await client.WaitForRequestsAsync(10);
        await BecomeAsync(health, "dead", 3);
        await TableIsAsync([0, 0, 0, null], s_sorry);
        await Director.LogShowsAsync($"Lost virtual server: {s_address}:80: 1 of 4 up, 3 wanted");
        await client.WaitForAnswersFromAsync("sorry", 10);

        await BecomeAsync(health, "up", 1);
        await ShowsAsync($"{Topology.ServerAddress(1)}:80 .* up ");
        await TableIsAsync([null, 0, 0, null], s_sorry);
        await BecomeAsync(health, "up", 2);
        await TableIsAsync([1, 1, 0, 1]);
        await Director.LogShowsAsync($"Virtual server is whole again: {s_address}:80: 3 of 4 up, 2 wanted");
        await client.WaitForAnswersFromAsync("rs1", 3);
        await client.WaitForAnswersFromAsync("rs4", 3);
        await NoneFailedAsync(await client.StopAsync());
    }

    [Fact]
    public async Task AllFail_WithLostAll_AllServe_WithoutTheFallback_SaidOnce()
    {
        var health = await StartAsync(4, s_fallback, "lost=all", "emailalert=\"root@localhost\"");
        var client = await ClientAsync($"http://{s_address}/");
        await BecomeAsync(health, "dead", 1, 2, 3);
        await TableIsAsync([0, 0, 0, 1]);
        await BecomeAsync(health, "dead", 4);
        await TableIsAsync([1, 1, 1, 1]);
        foreach (var n in new[] { 1, 2, 3, 4 })
            await client.WaitForAnswersFromAsync($"rs{n}", 2);
        await BecomeAsync(health, "up", 2);
        await TableIsAsync([0, 1, 0, 0]);
        await client.WaitForRequestsAsync(10);
        var totals = await client.StopAsync();
        await NoneFailedAsync(totals);
        Assert.DoesNotContain("sorry", totals.Answers.Keys);
        var log = await Director.LogAsync();
        Assert.Equal(2, log.Split($"Lost virtual server: {s_address}:80: 0 of 4 up, 1 wanted").Length - 1); // the line, and its mail
        Assert.Contains($"emailalert: Lost virtual server: {s_address}:80", log, StringComparison.Ordinal);
        Assert.DoesNotContain("fallback server", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FallbackThatIsOneOfTheServers_ServesAllTheTime_UpOrDown()
    {
        var health = await StartAsync(3, $"fallback={Topology.ServerAddress(1)}:80 masq", "minservers=2");
        var client = await ClientAsync($"http://{s_address}/");
        await BecomeAsync(health, "dead", 2, 3);
        await TableIsAsync([1, 0, 0]);
        await client.WaitForAnswersFromAsync("rs1", 10);
        await BecomeAsync(health, "dead", 1);
        await ShowsAsync($"{Topology.ServerAddress(1)}:80 .* down ");
        await TableIsAsync([1, 0, 0]);
        await client.WaitForAnswersFromAsync("rs1", 10);
        await BecomeAsync(health, "up", 2, 3);
        await TableIsAsync([0, 1, 1]);
        await client.WaitForAnswersFromAsync("rs3", 3);
        // Once more, with the fallback's server failing before the others.
        await BecomeAsync(health, "dead", 2, 3);
        await TableIsAsync([1, 0, 0]);
        await client.WaitForAnswersFromAsync("rs1", 3);
        await health.AllAsync("up");
        await TableIsAsync([1, 1, 1]);
        await client.WaitForRequestsAsync(10);
        await NoneFailedAsync(await client.StopAsync());
    }

    [Fact]
    public async Task ChecksThatFailEverywhere_LeaveKeepserversIn_AndARestartToo()
    {
        var health = await StartAsync(4, "keepservers=50%");
        var client = await ClientAsync($"http://{s_address}/");
        foreach (var n in new[] { 1, 2, 3, 4 })
        {
            await BecomeAsync(health, "dead", n);
            await Director.LogShowsAsync($"Check of {Topology.ServerAddress(n)}:80 ");
        }

        await TableIsAsync([0, 0, 1, 1]);
        await Director.LogShowsAsync($"Kept failed real server: {Topology.ServerAddress(4)}:80 ({s_address}:80): kept 2 of 4: 50 % stay");
        await ShowsAsync("(kept 2 of 4: 50 % stay)");
        await client.WaitForAnswersFromAsync("rs3", 3);
        await client.WaitForAnswersFromAsync("rs4", 3);
        await BecomeAsync(health, "up", 1);
        await TableIsAsync([1, 0, 0, 1]);

        await Director.KillAsync();
        await Machine.RunAsync($"rm {DirectorProcess.Log}");
        await Director.StartAsync();
        await Director.LogShowsAsync($"Kept failed real server: {Topology.ServerAddress(4)}:80 ({s_address}:80): kept 1 of 4: 50 % stay");
        await TableIsAsync([1, 0, 0, 1]);
        await client.WaitForAnswersFromAsync("rs4", 3);
        await NoneFailedAsync(await client.StopAsync());
        Assert.DoesNotContain("(Weight set to", await Director.LogAsync(), StringComparison.Ordinal);
    }

    private static readonly string s_fallback = $"fallback={Topology.ServerAddress(4)}:81 masq";

    private async Task<Backends> StartAsync(int servers, params string[] settings)
    {
        await TopologyAsync();
        var health = await HealthAsync();
        await health.AllAsync("up");
        await DirectAsync(WebService(
            s_address, Enumerable.Range(1, servers).Select(n => $"{Topology.ServerAddress(n)}:80 masq"),
            ["checkport=8080", "quiescent=yes", "scheduler=rr", .. settings]));
        await TableIsAsync([.. Enumerable.Repeat<int?>(1, servers)]);
        await Machine.RunAsync($"rm {DirectorProcess.Log}");
        return health;
    }

    private static async Task BecomeAsync(Backends health, string mode, params int[] servers)
    {
        foreach (var n in servers)
            await health.BecomeAsync($"rs{n}-health", mode);
    }

    /// <param name="weights">Of rs1, rs2…; null if the table does not have the server.</param>
    private Task TableIsAsync(int?[] weights, params string[] others) => Director.TableBecomesAsync(
    [
        $"-A -t {s_address}:80 -s rr",
        .. weights.Index().Where(one => one.Item is not null)
            .Select(one => $"-a -t {s_address}:80 -r {Topology.ServerAddress(one.Index + 1)}:80 -m -w {one.Item}"),
        .. others,
    ]);

    private async Task ShowsAsync(string pattern) =>
        _ = (await Machine.RunAsync($"until {Director.Program} {Director.File} show | grep -q -e '{pattern}'; do sleep 0.1; done")).Text;
}
