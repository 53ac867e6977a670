using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>Files in maintenancedir that say more than their name, judged by the kernel's table and by what clients see.</summary>
public sealed class DrainTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const string Settings = "/proc/sys/net/ipv4/vs";

    private static readonly string s_first = Topology.ServerAddress(1);

    [Fact]
    public async Task DrainedServer_KeepsItsConnectionThroughKillStartAndUpgrade_AndLeavesWithTheLast()
    {
        var address = await OneServerAsync(0, "drainlimit=2");
        var held = await HoldAsync(address);
        await FileAsync(s_first, "disk", "mode: drain", "limit: none", "who: alice");
        await TableAsync($"-r {s_first}:80 -m -w 0", "until", "the server at weight 0");
        await TableHasAsync(Topology.ServerAddress(4));
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForAnswersFromAsync("rs4", 5);
        Assert.Matches(@"drain .* disk, by alice, without a limit.*; 1 left\n", (await Director.CommandAsync("show")).Text);

        await Director.KillAsync();
        await Director.StartAsync();
        await Director.StopAsync();
        Assert.DoesNotContain($"-r {s_first}:80", (await Director.CommandAsync("plan")).Text, StringComparison.Ordinal);
        await Director.StartAsync();
        await client.WaitForRequestsAsync(40); // longer than drainlimit
        await TableAsync($"-r {s_first}:80 -m -w 0", "until", "the server at weight 0");
        Assert.Equal("ok rs4", Assert.Single((await client.LastAsync(20)).Distinct()));
        Assert.EndsWith("\nrs1", await held.AskAsync(), StringComparison.Ordinal);
        await TableLacksAsync(s_first);
        await Director.LogShowsAsync($"Drained real server: {s_first}:80 ({address}:80): no connections left");
        await NoneFailedAsync(await client.StopAsync());
        Assert.DoesNotContain($"Deleted real server: {Topology.ServerAddress(4)}", await Director.LogAsync(), StringComparison.Ordinal);

        await Machine.RunAsync($"rm {Maintenance}/{s_first}");
        await TableAsync($"-r {s_first}:80 -m -w 1", "until", "the server again");
        await Director.LogShowsAsync($"Server no longer drained: {s_first}:80 (tcp:{address}:80): it returns with its next passed check");
    }

    [Fact]
    public async Task LimitThatIsOver_CutsTheConnectionAndSaysSo()
    {
        var address = await OneServerAsync(1);
        await HoldAsync(address);
        await FileAsync(s_first, "", "mode: drain", "limit: 3s");
        await TableAsync($"-r {s_first}:80 -m -w 0", "until", "the server at weight 0");
        await TableLacksAsync(s_first);
        await Director.LogShowsAsync($"Drained real server: {s_first}:80 ({address}:80): 1 connection left after 3s");
    }

    [Fact]
    public async Task ServerThatFailsWhileItIsDrained_IsRemovedAtOnce()
    {
        var address = await OneServerAsync(2);
        await HoldAsync(address);
        await FileAsync(s_first, "", "mode: drain", "limit: none");
        await TableAsync($"-r {s_first}:80 -m -w 0", "until", "the server at weight 0");
        await (await TopologyAsync()).SetAsync("rs1", "error");
        await TableLacksAsync(s_first);
        await Director.LogShowsAsync($"Drained real server: {s_first}:80 ({address}:80): it fails its check");
    }

    /// <param name="expires">expire_quiescent_template.</param>
    /// <param name="stays">For so many seconds clients that return stay with the server; 0 if they do not stay.</param>
    [Theory]
    [InlineData(3, 0, "no", 15, "persistent client", " left after 15s")]
    [InlineData(4, 1, "no", 0, "no connections left", "")]
    [InlineData(5, 0, "yes", 0, " cut: persistent clients move with its removal alone", "")]
    [InlineData(6, 1, "yes", 0, "no connections left", "")]
    public async Task PersistentClients_StayOrMoveAsTheFileAndTheKernelSay(
        int number, int expires, string hard, int stays, string words, string end)
    {
        await Machine.RunAsync($"echo {expires} >{Settings}/expire_quiescent_template");
        var address = Topology.VirtualAddress(number);
        await DirectAsync(WebService(
            address, [Real(1), Real(2)], "protocol=tcp", "scheduler=rr", "persistent=300"));
        await TableHasAsync(Topology.ServerAddress(1));
        await TableHasAsync(Topology.ServerAddress(2));
        var client = await ClientAsync($"http://{address}/");
        await client.WaitForAnswersAsync(5);
        var chosen = int.Parse(Assert.Single((await client.LastAsync(5)).Distinct())["ok rs".Length..]);
        await FileAsync(Topology.ServerAddress(chosen), "", "mode: drain", $"limit: {Math.Max(stays, 5)}s", $"hard: {hard}");
        if (stays > 0)
        {
            await TableAsync($"-r {Topology.ServerAddress(chosen)}:80 -m -w 0", "until", "the server at weight 0");
            await client.WaitForRequestsAsync(20);
            Assert.Equal($"ok rs{chosen}", Assert.Single((await client.LastAsync(10)).Distinct()));
        }

        await client.WaitForAnswersFromAsync($"rs{3 - chosen}", 10);
        await TableLacksAsync(Topology.ServerAddress(chosen));
        await Director.LogShowsAsync($"Drained real server: {Topology.ServerAddress(chosen)}:80 ({address}:80): ");
        var said = (await Director.LogAsync()).Split('\n').Single(line => line.Contains("Drained real server", StringComparison.Ordinal));
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.EndsWith(end, said, StringComparison.Ordinal);
        var totals = await client.StopAsync();
        // A request in flight is cut with the server.
        Assert.True(totals.Failures.Count <= 1, string.Join('\n', [.. totals.Failures, await Director.LogAsync()]));
    }

    [Fact]
    public async Task TimeThatIsOver_BringsTheServerBackAndRemovesTheFile()
    {
        var address = await OneServerAsync(7);
        await Machine.RunAsync(
            $"printf 'disk\\nuntil: %s\\n' $(date -u -d '+5 seconds' +%Y-%m-%dT%H:%M:%SZ) >{Maintenance}/.new; "
            + $"mv {Maintenance}/.new {Maintenance}/{s_first}");
        await TableLacksAsync(s_first);
        await TableHasAsync(s_first);
        await Director.LogShowsAsync($"The time of {s_first} is over (");
        Assert.Equal("", (await Machine.RunAsync($"ls -A {Maintenance}")).Text);
        Assert.Contains($"Server in maintenance: {s_first}:80 (tcp:{address}:80): disk, until ", await Director.LogAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WeightFile_GivesTheWeightInItsOneServiceAlone()
    {
        var (one, other) = (Topology.VirtualAddress(8), Topology.VirtualAddress(9));
        await DirectAsync(WebService(one, [Real(1, 100), Real(2, 100)], "protocol=tcp", "scheduler=wrr")
            + $"\nvirtual={other}:80\n\treal={Real(1, 100)}\n\tservice=http\n\trequest=\"/\"\n\treceive=\"^rs\"\n\tprotocol=tcp\n");
        await TableAsync($"-t {one}:80 -r {s_first}:80 -m -w 100", "until", "the server");
        await FileAsync($"{s_first}:80@tcp:{one}:80+weight", "", "weight: 30%");
        await TableAsync($"-t {one}:80 -r {s_first}:80 -m -w 30", "until", "the weight");
        await TableAsync($"-t {other}:80 -r {s_first}:80 -m -w 100", "until", "the server of the other service");
        await FileAsync($"{s_first}:80@tcp:{other}:80", "", "mode: drain");
        await TableAsync($"-t {other}:80 -r {s_first}:80", "while", "the server in the other service");
        await TableAsync($"-t {one}:80 -r {s_first}:80 -m -w 30", "until", "the weight still");
        await FileAsync($"{s_first}:80@tcp:{one}:80+weight", "", "weight: 0");
        await TableAsync($"-t {one}:80 -r {s_first}:80 -m -w 0", "until", "no weight");
        var client = await ClientAsync($"http://{one}/");
        await client.WaitForRequestsAsync(10);
        Assert.Equal(["rs2"], (await client.StopAsync()).Answers.Keys);
        await Machine.RunAsync($"rm {Maintenance}/*");
        await TableAsync($"-t {one}:80 -r {s_first}:80 -m -w 100", "until", "the file's weight");
        await TableAsync($"-t {other}:80 -r {s_first}:80 -m -w 100", "until", "the server again");
    }

    private static string Real(int number, int weight = 1) => $"{Topology.ServerAddress(number)}:80 masq {weight}";

    /// <summary>A service with the first server, and the fourth as its fallback.</summary>
    private async Task<string> OneServerAsync(int number, params string[] settings)
    {
        var address = Topology.VirtualAddress(number);
        await DirectAsync(WebService(
            address, [Real(1)], ["protocol=tcp", "scheduler=rr", $"fallback={Topology.ServerAddress(4)}:80 masq", .. settings]));
        await TableHasAsync(s_first);
        await TableLacksAsync(Topology.ServerAddress(4));
        return address;
    }

    /// <summary>Writes a file of the maintenance directory whole.</summary>
    private async Task FileAsync(string name, params string[] lines)
    {
        var quoted = string.Join(' ', lines.Select(line => $"'{line}'"));
        _ = (await Machine.RunAsync(
            $"printf '%s\\n' {quoted} >{Maintenance}/.new; mv {Maintenance}/.new '{Maintenance}/{name}'")).Text;
    }
}
