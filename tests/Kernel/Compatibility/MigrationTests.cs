
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// The five steps of docs/migration.md from Perl ldirectord to ours, and the way back, while a client asks all the time through the
/// services they keep.
/// </summary>
public sealed class MigrationTests(TrafficNetwork network) : IClassFixture<TrafficNetwork>
{
    private const string Original = "/usr/sbin/ldirectord";
    private const string File = "/etc/ha.d/ldirectord.cf";

    // As in docs/migration.md: the name runs the program that is installed there now.
    private const string Program = "/usr/local/sbin/ldirectord";

    private UmlMachine Machine => network.Machine;

    [Fact]
    public async Task FiveStepsThereAndBack_FailNoRequest()
    {
        Assert.SkipUnless(System.IO.File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        var topology = await network.TopologyAsync();
        await topology.SetAsync("all", "up");
        await SayAsync($"mkdir -p /etc/ha.d /run/maintenance; cp {Original} /root/ldirectord.pl; cp {Original} {Program}; "
            + $"cp {Executable.Path} /root/ldirectord");
        var director = new DirectorProcess(Machine, Program, File);
        await director.WriteAsync(Configuration(""));
        await SayAsync($"{Program} start");
        await TableIsAsync(1, 2, 3);
        await SayAsync("until [ \"$(ipvsadm -Sn | grep -c -- '-w 1')\" = 3 ]; do sleep 0.1; done");
        var scout = await topology.StartClientAsync($"http://{Topology.VirtualAddress(0)}/");
        await scout.WaitForAnswersAsync(5);
        await scout.StopAsync();
        var client = await topology.StartClientAsync($"http://{Topology.VirtualAddress(0)}/");

        // 1. Look.
        await SayAsync("/root/ldirectord check; /root/ldirectord probe");
        Assert.DoesNotContain((await Machine.RunAsync("/root/ldirectord plan")).Lines, line => !line.StartsWith('#'));

        // 2. Watch along, over a failure too.
        await SayAsync("/root/ldirectord --dry-run start");
        await AgreesAsync();
        await SayAsync($"touch /run/maintenance/{Topology.ServerAddress(2)}");
        await TableIsAsync(1, 3);
        await AgreesAsync();
        await SayAsync($"rm /run/maintenance/{Topology.ServerAddress(2)}");
        await TableIsAsync(1, 2, 3);
        await AgreesAsync();
        await SayAsync($"ipvsadm -e -t {Topology.VirtualAddress(0)}:80 -r {Topology.ServerAddress(1)} -m -w 9");
        var differs = await Machine.RunAsync("/root/ldirectord --dry-run show --diff");
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains($"ipvsadm -e -t {Topology.VirtualAddress(0)}:80 -r {Topology.ServerAddress(1)}:80 -m -w 1  # kernel: -m -w 9; up: ",
            differs.Output, StringComparison.Ordinal);
        await SayAsync($"ipvsadm -e -t {Topology.VirtualAddress(0)}:80 -r {Topology.ServerAddress(1)} -m -w 1");
        await AgreesAsync();
        await SayAsync("/root/ldirectord --dry-run stop");

        // 3. Let the table stay.
        await director.WriteAsync(Configuration("cleanstop = no\n"));
        await SayAsync($"{Program} reload");
        await director.LogShowsAsync("Reloading Linux Director Daemon config on signal");
        await TableIsAsync(1, 2, 3);

        // 4. Swap, and 5. take the line out again.
        await SwapAsync("/root/ldirectord");
        Assert.StartsWith("Ldirectord.Net ", (await Machine.RunAsync($"{Program} --version")).Output, StringComparison.Ordinal);
        await TableIsAsync(1, 2, 3);
        await director.WriteAsync(Configuration(""));
        await SayAsync($"{Program} reload");
        await client.WaitForRequestsAsync(10);

        // And back.
        await director.WriteAsync(Configuration("cleanstop = no\n"));
        await SayAsync($"{Program} reload; until {Program} show >/run/shown; do sleep 0.1; done");
        await SwapAsync("/root/ldirectord.pl");
        await client.WaitForRequestsAsync(10);
        await TableIsAsync(1, 2, 3);

        var totals = await client.StopAsync();
        await SayAsync($"{Program} stop; while {Program} status; do sleep 0.1; done; ipvsadm -C");
        Assert.True(totals.Failures.Count == 0, $"{string.Join('\n', totals.Failures)}\nof {totals.Requests} requests");
    }

    private async Task SwapAsync(string program) =>
        await SayAsync($"{Program} stop; while {Program} status; do sleep 0.2; done; install -m 755 {program} {Program}; {Program} start");

    /// <summary>Soon, as each of the two sees a change at its own time.</summary>
    private async Task AgreesAsync()
    {
        var agreed = await Machine.RunAsync("until /root/ldirectord --dry-run show --diff >/run/diff; do sleep 0.1; done; cat /run/diff");
        Assert.True(agreed.ExitCode == 0, (await Machine.RunAsync("/root/ldirectord --dry-run show --diff; ipvsadm -Sn")).Output);
        Assert.Contains("The kernel table matches.", agreed.Output, StringComparison.Ordinal);
    }

    private Task TableIsAsync(params int[] servers)
    {
        var wanted = string.Join(' ', servers.Select(Topology.ServerAddress));
        return SayAsync($"until [ \"$(ipvsadm -Sn | sed -n 's/.*-r \\([0-9.]*\\):.*/\\1/p' | sort | tr '\\n' ' ')\" = '{wanted} ' ]; "
            + "do sleep 0.1; done");
    }

    private async Task SayAsync(string script) => _ = (await Machine.RunAsync(script)).Text;

    private static string Configuration(string first) =>
        $"{first}checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nmaintenancedir=/run/maintenance\n"
        + $"virtual={Topology.VirtualAddress(0)}:80\n"
        + string.Concat(Enumerable.Range(1, 3).Select(n => $"\treal={Topology.ServerAddress(n)}:80 masq\n"))
        + "\tservice=http\n\trequest=\"/\"\n\treceive=\"^rs\"\n\tscheduler=rr\n\tprotocol=tcp\n";
}
