
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>
/// The package comes over Debian's ldirectord, is upgraded, gives way to it and comes again, while a client asks through IPVS all the time.
/// </summary>
public sealed class SwapTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private const string Url = "http://10.1.0.100/";
    private const string Original = "/usr/bin/perl", Ours = "/usr/sbin/ldirectord";

    /// <summary>An apt run takes half a minute of the guest's one slow processor.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task EachSwapOfThePackages_KeepsTheTableAndFailsNoRequest()
    {
        Assert.SkipWhen(!File.Exists("/usr/sbin/ldirectord"), "needs the Debian package ldirectord: apt-get install ldirectord");
        Assert.SkipWhen(!File.Exists("/usr/bin/dpkg-repack"), "needs the Debian package dpkg-repack: apt-get install dpkg-repack");
        var topology = await Topology.CreateAsync(Machine);
        var package = await DebianPackage.PutAsync(Machine, "7.0");
        var newer = await DebianPackage.PutAsync(Machine, "7.1");
        await PrepareAptAsync();
        var director = new DirectorProcess(Machine, Ours, "/etc/ha.d/web.cf");
        // A daemon that is stopped as the original's package does it clears the table.
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
        var operators = await OperatorsFileAsync();
        _ = (await Machine.RunAsync("echo CONFIG_FILE=/etc/ha.d/web.cf >>/etc/default/ldirectord; /etc/init.d/ldirectord start")).Text;
        await RunsAsync(director, Original);
        await director.TableBecomesAsync(Table);
        var client = await topology.StartClientAsync(Url);
        await client.WaitForAnswersAsync(5);

        // What the original's package would stop is ended first, as docs/install.md says.
        await AptAsync($"pkill -KILL '^ldirectord'; apt-get install -y {package}");
        await HoldsAsync("installed", Ours);
        await AptAsync($"dpkg -i {newer}");
        await HoldsAsync("upgraded", Ours);
        await AptAsync("apt-get install -y ldirectord");
        await HoldsAsync("the original is back", Original);
        // One that was started by hand, or by Pacemaker, goes on until ours takes over from it.
        await AptAsync($"sed -i /CONFIG_FILE=.etc.ha/d /etc/default/ldirectord; apt-get install -y {newer}");
        await HoldsAsync("installed over a running original", Ours);
        Assert.DoesNotContain("Purged", await director.LogAsync(), StringComparison.Ordinal);
        Assert.Empty((await client.StopAsync()).Failures);

        await AptAsync("dpkg --purge ldirectord-net");
        Assert.Equal("", (await Machine.RunAsync(
            "ipvsadm -Sn; pgrep -f 'ldirectord.*web.cf' || true; ls /usr/sbin/ldirectord /etc/init.d/ldirectord 2>/dev/null || "
                + "true")).Text);
        Assert.Equal(operators, await OperatorsFileAsync());

        async Task HoldsAsync(string step, string program)
        {
            await RunsAsync(director, program);
            await client.WaitForRequestsAsync(10);
            var table = await director.TableAsync();
            Assert.True(table == string.Concat(Table.Order(StringComparer.Ordinal).Select(line => line + "\n")),
                $"{step}:\n{table}\n{await director.LogAsync()}");
            Assert.Equal(operators, await OperatorsFileAsync());
        }
    }

    private static string[] Table =>
    [
        "-A -t 10.1.0.100:80 -s wrr",
        "-a -t 10.1.0.100:80 -r 10.2.0.11:80 -m -w 1",
        "-a -t 10.1.0.100:80 -r 10.2.0.12:80 -m -w 3",
        "-a -t 10.1.0.100:80 -r 10.2.0.13:80 -m -w 1",
    ];

    /// <summary>
    /// apt knows Debian's ldirectord, packed again from what is installed, and what is installed; services may be started.
    /// </summary>
    private async Task PrepareAptAsync() => _ = (await Machine.RunAsync(
        """
        rm -f /usr/sbin/policy-rc.d /var/lib/man-db/auto-update /etc/apt/sources.list.d/* /var/lib/apt/lists/*_*
        mkdir -p /repository
        cd /repository
        dpkg-repack ldirectord >/dev/null 2>&1
        deb=$(ls *.deb)
        {
            dpkg-deb -f "$deb"
            echo "Filename: ./$deb"
            echo "Size: $(stat -c %s "$deb")"
            echo "SHA256: $(sha256sum <"$deb" | cut -d ' ' -f 1)"
        } >Packages
        echo 'deb [trusted=yes] file:/repository ./' >/etc/apt/sources.list
        apt-get update -q -q
        """,
        Patience)).Text;

    /// <summary>As on a machine that has booted.</summary>
    private async Task AptAsync(string commands) =>
        _ = (await Machine.RunAsync($"export RUNLEVEL=2 PREVLEVEL=N DEBIAN_FRONTEND=noninteractive\n{commands} 2>&1", Patience)).Text;

    /// <summary>A configuration of the operator's own, under the name that the original's package has, too.</summary>
    private async Task<string> OperatorsFileAsync() =>
        (await Machine.RunAsync(
            "cd /etc/ha.d; grep -q operator ldirectord.cf || echo '# the operator was here' >>ldirectord.cf; md5sum ldirectord.cf")).Text;

    private async Task RunsAsync(DirectorProcess director, string program)
    {
        var runs = await Machine.RunAsync(
            $"until [ \"$(readlink /proc/$(cat {director.PidFile})/exe)\" = {program} ]; do sleep 0.05; done");
        Assert.True(runs.ExitCode == 0,
            $"{program} does not run:\n{(await Machine.RunAsync("ps ax")).Output}\n{await director.LogAsync()}");
    }
}
