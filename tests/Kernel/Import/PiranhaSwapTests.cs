using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Import;

/// <summary>The swap of docs/import.md from Piranha, on a table as lvsd leaves it, and the way back.</summary>
public sealed class PiranhaSwapTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private const string LvsCf = """
        serial_no = 3
        primary = 10.5.0.1
        service = lvs
        network = direct
        virtual web {
            active = 1
            address = 10.9.1.1 eth0:1
            vip_nmask = 255.255.255.255
            port = 80
            scheduler = wrr
            persistent = 60
            timeout = 1
            reentry = 1
            quiesce_server = 1
            server one {
                address = 10.5.0.11
                active = 1
                weight = 3
            }
            server two {
                address = 10.5.0.12
                active = 1
            }
        }
        virtual off {
            active = 0
            address = 10.9.1.2 eth0:2
            port = 81
        }

        """;

    private const string Table =
        "-A -t 10.9.1.1:80 -s wrr -p 60\n-a -t 10.9.1.1:80 -r 10.5.0.11:80 -g -w 3\n-a -t 10.9.1.1:80 -r 10.5.0.12:80 -g -w 1\n";

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task TableOfLvsd_IsAdoptedAsItStands_AndStaysOnTheWayBack()
    {
        var (file, rules) = (Path.Combine(Machine.Scratch, "lvs.cf"), Path.Combine(Machine.Scratch, "rules"));
        await File.WriteAllTextAsync(file, LvsCf);
        await File.WriteAllTextAsync(rules, Table);
        _ = (await Machine.RunAsync($"""
            modprobe ip_vs
            mkdir -p /etc/ha.d
            ip link set lo up
            for n in 11 12; do ip addr add 10.5.0.$n/32 dev lo; done
            ipvsadm -C
            ipvsadm -R <{rules}
            """)).Text;
        var servers = await GuestTool.StartAsync(Machine, "serve", "/run/servers", "one=10.5.0.11:80 two=10.5.0.12:80");
        _ = (await Machine.RunAsync($$"""
            { echo 'logfile = "/run/lvs.log"'; echo 'doctoratstart = no'; {{Executable.Path}} import lvs.cf {{file}}; } >/etc/ha.d/lvs.cf
            {{Executable.Path}} lvs.cf start
            """)).Text;
        Assert.Equal(Table, await TableAsync());

        Assert.Equal("ok", await servers.AskAsync("one dead"));
        await UntilAsync(Table.Replace("-w 3", "-w 0", StringComparison.Ordinal));
        Assert.Equal("ok", await servers.AskAsync("one up"));
        await UntilAsync(Table);
        var log = (await Machine.RunAsync("cat /run/lvs.log")).Text;
        Assert.DoesNotContain("Added ", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Deleted ", log, StringComparison.Ordinal);

        _ = (await Machine.RunAsync($"""
            sed -i '1i cleanstop = no' /etc/ha.d/lvs.cf
            {Executable.Path} lvs.cf reload
            {Executable.Path} lvs.cf stop
            """)).Text;
        Assert.Equal(Table, await TableAsync());
    }

    private async Task UntilAsync(string table)
    {
        for (var round = 0; round < 60 && await TableAsync() != table; round++)
            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        Assert.Equal(table, await TableAsync());
    }

    private async Task<string> TableAsync() => (await Machine.RunAsync("ipvsadm -Sn")).Text;
}
