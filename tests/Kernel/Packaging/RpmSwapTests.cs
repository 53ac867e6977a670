using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>
/// The RPM comes over Perl ldirectord's, is upgraded, gives way to it, comes again and is removed, while a client asks through IPVS all the
/// time.
/// </summary>
public sealed class RpmSwapTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private const string Original = "/usr/bin/perl", Ours = "/usr/sbin/ldirectord";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task EachSwapOfTheRpms_KeepsTheTableAndFailsNoRequest()
    {
        var topology = await Topology.CreateAsync(Machine);
        var repository = await RpmPackages.PrepareAsync(Machine, "7.0", "7.1");
        var director = new DirectorProcess(Machine, Ours, "/etc/ha.d/web.cf");
        // A daemon that is stopped clears the table.
        await director.WriteAsync(
            """
            checktimeout=5
            negotiatetimeout=5
            checkinterval=1
            cleanstop=yes
            virtual=10.1.0.100:80
            	real=10.2.0.11:80 masq
            	real=10.2.0.12:80 masq 3
            	real=10.2.0.13:80 masq
            	service=http
            	request="/"
            	receive="^rs"
            	scheduler=wrr

            """);
        var files = await OperatorsFilesAsync();
        await director.StartAsync();
        await RunsAsync(director, Original);
        await director.TableBecomesAsync(Table);
        var client = await topology.StartClientAsync("http://10.1.0.100/");
        await client.WaitForAnswersAsync(5);

        var refused = await Machine.RunAsync($"rpm -U {repository}/ldirectord-net-7.0-*.rpm 2>&1", Patience);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("conflicts", refused.Output, StringComparison.Ordinal);
        await HoldsAsync("refused beside the original", Original);
        var said = await DoAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net-7.0"));
        Assert.Contains("took over from process", said, StringComparison.Ordinal);
        await HoldsAsync("installed", Ours);
        await DoAsync($"rpm -U {repository}/ldirectord-net-7.1-*.rpm 2>&1");
        await HoldsAsync("upgraded", Ours);
        said = await DoAsync(RpmPackages.Dnf(Machine, "swap ldirectord-net ldirectord"));
        Assert.True(said.Contains("Perl ldirectord took over from process", StringComparison.Ordinal), said + await director.LogAsync());
        await HoldsAsync("the original is back", Original);
        await DoAsync(RpmPackages.Dnf(Machine, "swap ldirectord ldirectord-net"));
        await HoldsAsync("installed again", Ours);
        Assert.DoesNotContain("Purged", await director.LogAsync(), StringComparison.Ordinal);
        Assert.Empty((await client.StopAsync()).Failures);

        await DoAsync("rpm -e ldirectord-net 2>&1");
        Assert.Equal("", (await Machine.RunAsync(
            "ipvsadm -Sn; pgrep -f 'ldirectord.*web.cf' || true; ls /usr/sbin/ldirectord /usr/share/ldirectord-net 2>/dev/null "
                + "|| true")).Text);
        Assert.Equal(files, await OperatorsFilesAsync());

        async Task HoldsAsync(string step, string program)
        {
            await RunsAsync(director, program);
            await client.WaitForRequestsAsync(10);
            var table = await director.TableAsync();
            Assert.True(table == string.Concat(Table.Order(StringComparer.Ordinal).Select(line => line + "\n")),
                $"{step}:\n{table}\n{await director.LogAsync()}");
            Assert.Equal(files, await OperatorsFilesAsync());
        }
    }

    private static string[] Table =>
    [
        "-A -t 10.1.0.100:80 -s wrr",
        "-a -t 10.1.0.100:80 -r 10.2.0.11:80 -m -w 1",
        "-a -t 10.1.0.100:80 -r 10.2.0.12:80 -m -w 3",
        "-a -t 10.1.0.100:80 -r 10.2.0.13:80 -m -w 1",
    ];

    private async Task<string> DoAsync(string command) => (await Machine.RunAsync(command, Patience)).Text;

    private async Task<string> OperatorsFilesAsync() => (await Machine.RunAsync("md5sum /etc/ha.d/*.cf; ls /etc/ha.d")).Text;

    private async Task RunsAsync(DirectorProcess director, string program)
    {
        var runs = await Machine.RunAsync(
            $"until [ \"$(readlink /proc/$(cat {director.PidFile})/exe)\" = {program} ]; do sleep 0.05; done");
        Assert.True(runs.ExitCode == 0,
            $"{program} does not run:\n{(await Machine.RunAsync("ps ax")).Output}\n{await director.LogAsync()}");
    }
}
