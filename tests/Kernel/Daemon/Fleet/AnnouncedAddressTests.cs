namespace Ldirectord.Kernel.Daemon;

/// <summary>
/// announce on the real kernel, with BIRD and docs/examples/fleet/bird.conf: a router in a network namespace learns of the addresses and
/// forgets them. With two directors, and with FRR: FleetTests.
/// </summary>
public sealed class AnnouncedAddressTests(WebMachine web) : ProcessScripts(web)
{
    private const string Address = "10.9.0.1", Six = "fd00:9::1";

    private const string Announcing = $"""
        checktimeout=2
        checkinterval=1
        announce = dummy0
        maintenancedir = /etc/ha.d/maintenance
        virtual={Address}:80
        	real=127.0.2.1:80 masq
        	real=127.0.2.2:80 masq
        	checktype=connect
        	protocol=tcp
        virtual6=[{Six}]:80
        	real6=[fd00::21]:80 masq
        	checktype=connect
        	protocol=tcp

        """;

    private static string Network => $$"""
        ip link del dummy0 2>/dev/null || true
        ip link add dummy0 type dummy; ip link set dummy0 up
        if [ ! -e /run/bird.ctl ]; then
            ip netns add router
            ip link add eth0 type veth peer name eth0 netns router
            ip addr add 10.1.0.11/24 dev eth0; ip link set eth0 up
            ip -n router addr add 10.1.0.1/24 dev eth0; ip -n router link set eth0 up
            cat >/run/router.conf <<'END'
        router id 10.1.0.1;
        protocol device { }
        protocol kernel { ipv4 { import none; export all; }; }
        protocol bgp director {
            local as 65000; neighbor 10.1.0.11 as 65001; hold time 3; keepalive time 1;
            ipv4 { import all; export none; };
        }
        END
            bird -c {{Path.Combine(Executable.Root, "docs", "examples", "fleet", "bird.conf")}} -s /run/bird.ctl -P /run/bird.pid
            ip netns exec router bird -c /run/router.conf -s /run/router.ctl -P /run/router.pid
        fi
        mkdir -p /etc/ha.d/maintenance

        """;

    /// <summary>"known" and "unknown" wait until the router has the route, or has it no more.</summary>
    private const string Asking = $$"""
        known() { until_true '[ -n "$(ip -n router route show {{Address}} via 10.1.0.11)" ]'; }
        unknown() { until_true '[ -z "$(ip -n router route show {{Address}})" ]'; }
        # The addresses of dummy0, with the marks of the kernel.
        addresses() { ip -d addr show dev dummy0 | sed -n 's/^ *inet6\? \([^ ]*\) scope global\(.*\)$/\1\2/p'; }

        """;

    [Fact]
    public async Task Address_IsToldOfWhileAServerIsUp_AndOutlivesTheDaemonThatIsKilled()
    {
        var director = await PreparedAsync("fleet.cf", Announcing);
        await TextAsync(Network);
        await director.StartAsync();
        Assert.Equal(
            $"{Six}/128 nodad\n{Address}/32 dummy0:lvs\n",
            string.Concat((await TextAsync($"{Asking} known; addresses")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .OrderDescending(StringComparer.Ordinal).Select(line => $"{line.TrimEnd()}\n")));
        await Backends.BecomeAsync("web1", "dead");
        await Backends.BecomeAsync("web2", "dead");
        await TextAsync($"{Asking} unknown");
        await Backends.AllAsync("up");
        await TextAsync($"{Asking} known");
        await director.KillAsync();
        await director.StartAsync();
        await director.LogShowsAsync($"Withdrawn address: {Address} on dummy0: 0 of 2 up, 1 wanted");
        Assert.Contains($"address {Address} on dummy0 announced: 2 of 2 up, 1 wanted", (await director.CommandAsync("show")).Text,
            StringComparison.Ordinal);
        await director.StopAsync();
        Assert.Equal("", await TextAsync($"{Asking} unknown; addresses"));
    }

    [Fact]
    public async Task WithdrawnAddress_StaysAwayOverARestart()
    {
        var director = await PreparedAsync("fleet.cf", Announcing);
        await TextAsync(Network);
        await director.StartAsync();
        await TextAsync($"{Asking} known");
        Assert.Matches($"^{Address} on dummy0 withdrawn: withdrawn: cables, by root\n$",
            (await director.CommandAsync($"withdraw {Address} --reason cables")).Text);
        await TextAsync($"{Asking} unknown");
        Assert.NotEqual("", await director.TableAsync());
        await director.StopAsync();
        await director.StartAsync();
        // The log has the line of the first start, too.
        var addresses = await TextAsync($"{Asking} until_true 'ip addr show dev dummy0 | grep -q {Six}'; addresses");
        Assert.StartsWith($"{Six}/128 ", addresses, StringComparison.Ordinal);
        Assert.Equal(
            $"{Address} on dummy0 announced: 2 of 2 up, 1 wanted\n", (await director.CommandAsync($"announce {Address}")).Text);
        await TextAsync($"{Asking} known");
        await director.StopAsync();
    }

    [Fact]
    public async Task AddressOfAnother_Stays_AndOneThatAnotherRemovesComesBack()
    {
        var director = await PreparedAsync("fleet.cf", Announcing);
        await TextAsync(Network + $"ip addr add {Address}/32 dev dummy0");
        await director.StartAsync();
        await director.LogShowsAsync($"Address {Address} on dummy0 cannot be announced: it stands there, and no ldirectord added it");
        await TextAsync($"ip addr del {Address}/32 dev dummy0");
        await director.LogShowsAsync($"Announced address: {Address} on dummy0: 2 of 2 up, 1 wanted");
        await TextAsync($"ip addr del {Address}/32 dev dummy0");
        await director.LogShowsAsync($"Announced address: {Address} on dummy0: 2 of 2 up, 1 wanted; another hand had removed it");
        await TextAsync("ip link set dummy0 down; ip link del dummy0");
        await director.LogShowsAsync($"Address {Address} on dummy0 cannot be announced: there is no interface dummy0: "
            + "ip link add dummy0 type dummy && ip link set dummy0 up; it will be tried again");
        await TextAsync(Network + Asking + "known");
        await director.ReloadAsync(Announcing.Replace("dummy0", "eth0", StringComparison.Ordinal));
        await director.LogShowsAsync($"Address {Address} on eth0 cannot be announced: eth0 is an interface to a network, on which each "
            + "director would claim the address");
        await TextAsync(Asking + "unknown");
        await director.StopAsync();
    }
}
