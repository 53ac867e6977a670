using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>The commands that take servers out and back, with clients, other users, and curl.</summary>
public sealed class SteeringTests(TrafficNetwork network) : DirectedTraffic(network), IClassFixture<TrafficNetwork>
{
    private const string Tokens = "/etc/ha.d/steertoken", Group = "adm", GroupNumber = "4";

    private static readonly string First = Topology.ServerAddress(1), Second = Topology.ServerAddress(2);

    private static int s_tests;

    // Each test has its own: the kernel gives a destination that returns to its service the connections that it had.
    private readonly string _address = Topology.VirtualAddress(Interlocked.Increment(ref s_tests));

    private string Configuration =>
        $"statusgroup={Group}\nsteertoken={Tokens}\n" + WebService(_address, [$"{First}:80 masq", $"{Second}:80 masq"]);

    [Fact]
    public async Task Drain_EndsWhenTheLastConnectionHasEnded_AndTheCommandWaitsForIt()
    {
        await StartedAsync();
        var held = await HoldFirstAsync();
        await CommandAsync($"enable {Second}", 0, $"tcp:{_address}:80 {Second}:80 ready: ");
        await TableHasAsync(Second);
        await Machine.StartAsync(
            $"sh -c '{Director.Program} {Director.File} drain {First} --reason \"new disk\" --wait; echo exit $?'", "/run/waiting");
        await TableAsync($"-r {First}:80 -m -w 0", "until", "the first server at weight 0");
        await SaysAsync("/run/waiting", $"{First}:80 draining: gets no new clients; 1 active connection left");
        // Who comes now is the other's.
        var client = await ClientAsync($"http://{_address}/");
        await client.WaitForRequestsAsync(5);
        Assert.Equal(["rs2"], (await client.StopAsync()).Answers.Keys);
        Assert.DoesNotContain("exit", (await Machine.RunAsync("cat /run/waiting")).Text, StringComparison.Ordinal);
        await held.CloseAsync();
        await SaysAsync("/run/waiting", $"{First}:80 drained: is out of the table: no connections left\nexit 0");
        await TableLacksAsync(First);
        Assert.Matches("^new disk\nmode: drain\nwho: root\nsince: .*Z\n$", (await Machine.RunAsync($"cat {Maintenance}/{First}")).Text);
        await Director.LogShowsAsync($"By command of root: drain {First}");

        // It stays out over a restart.
        _ = (await Director.CommandAsync("restart")).Text;
        await TableHasAsync(Second);
        await CommandAsync("recheck", 0, $"{First}:80 drained: is out of the table");
        Assert.DoesNotContain(First, await Director.TableAsync(), StringComparison.Ordinal);
        await CommandAsync($"enable {First}", 0, $"{First}:80 ready: ");
        await TableHasAsync(First);
    }

    [Fact]
    public async Task DrainPastItsLimit_IsAnotherExitCode_AndAnInterruptLeavesTheDrain()
    {
        await StartedAsync();
        await HoldFirstAsync();
        await CommandAsync($"enable {Second}", 0, " ready: ");
        await TableHasAsync(Second);
        await Machine.StartAsync($"{Director.Program} {Director.File} drain {First} --wait", "/run/waiting");
        await SaysAsync("/run/waiting", "gets no new clients");
        await Machine.RunAsync("until pkill -INT -f 'drain .* --wait'; do sleep 0.1; done");
        await SaysAsync("/run/waiting", $"not waiting any longer; the drain of {First} goes on");
        await TableHasAsync($"{First}");

        var told = await Director.CommandAsync($"drain {First} --limit 3s --wait --json");
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("\"cut\":true", told.Output, StringComparison.Ordinal);
        Assert.Contains("1 connection left after 3s", told.Output, StringComparison.Ordinal);
        await TableLacksAsync(First);
    }

    [Fact]
    public async Task LastHealthyServer_IsTakenOutByForceAlone()
    {
        await StartedAsync();
        await CommandAsync($"maintenance on {Second} --until 1h", 0, $"{Second}:80 maintenance: ");
        await RefusedAsync($"drain {First}", 5, $"{First} is the last server that is up in tcp:{_address}:80: nothing was done");
        await RefusedAsync($"weight {First} 0", 5, "is the last server that is up");
        Assert.Equal($"{Second}\n", (await Machine.RunAsync($"ls {Maintenance}")).Text);
        await CommandAsync($"weight {First}:80 50", 0, "is up and serves with weight 50");
        await TableAsync($"-r {First}:80 -m -w 50", "until", "weight 50");
        await CommandAsync($"drain {First} --force --virtual {_address}:80", 0, $"{First}:80 dra");
        Assert.Equal(
            $"{First}:80+weight\n{First}@tcp:{_address}:80\n{Second}\n", (await Machine.RunAsync($"LC_ALL=C ls {Maintenance}")).Text);
        await RefusedAsync("drain 10.2.0.99", 1, $"there is no real server 10.2.0.99: expected one of {First}:80, {Second}:80");
        await RefusedAsync("drain", 255, "expected HOST[:PORT] after drain");
        await RefusedAsync($"maintenance maybe {First}", 255, "expected on or off after maintenance, not maybe");
        _ = (await Director.CommandAsync("stop")).Text;
        await Machine.RunAsync($"while [ -e {Director.PidFile} ]; do sleep 0.1; done");
        await RefusedAsync($"enable {First}", 3, "ldirectord is stopped for");
    }

    [Fact]
    public async Task OtherUser_SeesByTheGroup_AndSteersByATokenAlone()
    {
        await StartedAsync();
        var told = (await Machine.RunAsync(
            $$"""
            exec 2>&1
            as() { group=$1; shift; setpriv --reuid=12345 --regid=$group --clear-groups "$@"; }
            ours="{{Director.Program}} {{Director.File}}"
            stat -c '%a %G' /var/run/ldirectord.*.sock
            as 12345 $ours drain {{First}} || echo "stranger $?"
            as {{GroupNumber}} $ours show >/dev/null && echo shown
            as {{GroupNumber}} $ours drain {{First}} || echo "member $?"
            echo 'wrong-token-0123456789' >/run/token; chmod 644 /run/token
            as {{GroupNumber}} $ours drain {{First}} --token-file /run/token || echo "wrong $?"
            echo 'alices-token-0123456789' >/run/token
            as {{GroupNumber}} env SUDO_USER=root $ours drain {{First}} --token-file /run/token || echo "right $?"
            sed -n 's/^who: //p' {{Maintenance}}/{{First}}
            sed -i 's/alices/bobs/' {{Tokens}}
            as {{GroupNumber}} $ours enable {{First}} --token-file /run/token || echo "taken back $?"
            SUDO_USER=carol $ours maintenance on {{First}} >/dev/null; sed -n 's/^who: //p' {{Maintenance}}/{{First}}
            """)).Text;
        Assert.Equal(
            [
                $"660 {Group}", $"660 {Group}", "only root and the group of statusgroup may connect", "stranger 4", "shown",
                "expected Authorization: Bearer TOKEN, with a token of the file that steertoken names", "member 4",
                "the token is not in the file that steertoken names", "wrong 4", "drains", "alice",
                "the token is not in the file that steertoken names", "taken back 4", "carol",
            ],
            // The kernel may still count connections of another test.
            told.TrimEnd('\n').Split('\n').Select(line =>
                line.StartsWith($"tcp:{_address}:80 {First}:80 dra", StringComparison.Ordinal) ? "drains"
                : line[(line.LastIndexOf(": only", StringComparison.Ordinal) is > 0 and var end ? end + 2 : 0)..]));
        await Director.LogShowsAsync($"By command of alice: drain {First}");
    }

    [Fact]
    public async Task Curl_SteersAsAUserWould_AndABrowserOfAnotherSiteDoesNot()
    {
        await StartedAsync();
        var told = (await Machine.RunAsync(
            $$"""
            ask() { curl -s -o /run/answer -w '%{http_code} ' --unix-socket /var/run/ldirectord.traffic.cf.http.sock \
                http://localhost/api/v1/"$@"; grep -o '"detail":"[^"]*"\|"state":"[a-z]*"' /run/answer | head -1; }
            json='Content-Type: application/json'
            ask drain -H "$json" -d '{"server":"{{First}}:80"}'
            ask enable -H "$json" -d '{"server":"{{First}}:80"}'
            ask drain -d '{"server":"{{First}}:80"}'
            ask drain -H "$json" -d '{"server":"{{First}}:80"'
            ask drain -H "$json" -H 'Origin: http://evil.example' -d '{"server":"{{First}}:80"}'
            ask drain -H "$json" -H 'Host: evil.example' -H 'Origin: http://evil.example' -d '{"server":"{{First}}:80"}'
            ask drain -H "$json" -H 'Origin: http://localhost' -d '{"server":"{{First}}:80"}'
            ask drain -H "$json" -H 'Origin: http://localhost' -H 'Authorization: Bearer alices-token-0123456789' \
                -d '{"server":"{{First}}:80"}'
            head -c 20000 /dev/zero | tr '\0' ' ' | ask drain -H "$json" --data-binary @-
            ask 'drain?server={{First}}'
            ask drain -X DELETE
            """)).Lines;
        Assert.Equal(
            [
                "200 \"state\":\"drai", "200 \"state\":\"ready\"", "415 \"detail\":\"exp", "400 \"detail\":\"the",
                "403 \"detail\":\"ano", "403 \"detail\":\"exp", "401 \"detail\":\"exp", "200 \"state\":\"drai",
                "413 \"detail\":\"the", "200 \"state\":\"drai", "405 \"detail\":\"thi",
            ],
            told.Select(line => line.StartsWith("200 \"state\":\"r", StringComparison.Ordinal) ? line : line[..Math.Min(line.Length, 17)]));
    }

    private async Task StartedAsync()
    {
        _ = (await Machine.RunAsync(
            $"rm -f /run/waiting; mkdir -p /etc/ha.d; echo 'alice alices-token-0123456789' >{Tokens}; "
            + $"chmod 640 {Tokens}")).Text;
        await DirectAsync(Configuration);
        await TableHasAsync(First);
        await TableHasAsync(Second);
    }

    /// <summary>A client has a connection to the first server, and the second is in maintenance.</summary>
    private async Task<HeldConnection> HoldFirstAsync()
    {
        await CommandAsync($"maintenance on {Second}", 0, $"{Second}:80 maintenance: ");
        await TableLacksAsync(Second);
        return await HoldAsync(_address);
    }

    private async Task CommandAsync(string command, int code, string output)
    {
        var told = await Director.CommandAsync(command);
        Assert.True(
            told.ExitCode == code && told.Output.Contains(output, StringComparison.Ordinal),
            $"{command}: {told.ExitCode}\n{told.Output}{told.Errors}\n{await Director.LogAsync()}");
    }

    private async Task RefusedAsync(string command, int code, string error)
    {
        var told = await Director.CommandAsync(command);
        Assert.Equal(code, told.ExitCode);
        Assert.Contains(error, told.Errors, StringComparison.Ordinal);
    }

    /// <summary>Waits until each line of the text is in the file, then compares.</summary>
    private async Task SaysAsync(string file, string text)
    {
        var lines = string.Join(" && ", text.Split('\n').Select(line => $"grep -qF -e '{line}' {file}"));
        var told = await Machine.RunAsync(
            $"for i in $(seq 400); do {lines} && break; sleep 0.1; done; cat {file}", TimeSpan.FromMinutes(2));
        Assert.Contains(text, told.Output.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
