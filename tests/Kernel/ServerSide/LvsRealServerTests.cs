namespace Ldirectord.Kernel.ServerSide;

/// <summary>lvs-realserver on a machine of its own, rs1 of the world of docs/set-up.md.</summary>
public sealed class LvsRealServerTests(SetUpWorld world) : IClassFixture<SetUpWorld>
{
    private const string Tools = """
        addresses() {
            ip -o addr show | sed -n 's/^[0-9]*: \([^ ]*\) .*inet6\? \([^ ]*\) .*scope \([^ ]*\).*/\1 \2 \3/p' |
                grep -v 'fe80\|lo 127\|lo ::1'
        }
        settings() { sysctl -n net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce | tr '\n' ' '; }

        """;

    [Fact]
    public async Task SeveralAddresses_ComeAndGo_AndTheLastGivesBackWhatWasFound() => Assert.Equal(
        """
        0 1 up 1 2 again
        eth0 192.0.2.11/24 global
        lo 192.0.2.100/32 host
        lo 192.0.2.101/32 host
        lo 2001:db8::100/128 global
        deprecated
        1 2 left 1 2 last 0 1
        eth0 192.0.2.11/24 global

        """,
        await TextAsync("""
            sysctl -q -w net.ipv4.conf.all.arp_announce=1
            settings; echo -n 'up '
            lvs-realserver up 192.0.2.100
            settings; echo again
            for address in 192.0.2.101 192.0.2.100 2001:db8::100; do lvs-realserver up $address; done
            addresses | sort -u
            ip -o addr show to 2001:db8::100/128 | grep -o deprecated
            lvs-realserver down 192.0.2.100
            settings; echo -n 'left '
            lvs-realserver down 2001:db8::100; lvs-realserver down 192.0.2.100
            settings; echo -n 'last '
            lvs-realserver down 192.0.2.101
            settings | sed 's/ $//'; echo
            addresses
            """));

    /// <summary>No moment is left in which this machine answers for the address.</summary>
    [Fact]
    public async Task Settings_AreMadeBeforeTheAddress() => Assert.Equal(
        "1 2 at ip addr add 192.0.2.100/32\n",
        await TextAsync("""
            mkdir /run/watched
            cat >/run/watched/ip <<'END'
            #!/bin/sh
            case "$*" in "addr add"*)
                echo "$(cat /proc/sys/net/ipv4/conf/all/arp_ignore /proc/sys/net/ipv4/conf/all/arp_announce | tr '\n' ' ')at ip $1 $2 $3" ;;
            esac
            exec /sbin/ip "$@"
            END
            chmod +x /run/watched/ip
            PATH=/run/watched:$PATH lvs-realserver up 192.0.2.100
            """));

    [Fact]
    public async Task Tunnel_IsUpWithoutAStrictReversePath_AndDownAgain() => Assert.Equal(
        """
        tunl0 DOWN 0
        tunl0 UP 2 all 1
        tunl0 DOWN 0

        """,
        await TextAsync("""
            modprobe ipip
            sysctl -q -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.tunl0.rp_filter=0
            tunnel() {
                ip -o link show tunl0 | grep -q '[<,]UP[,>]' && up=UP || up=DOWN
                echo -n "tunl0 $up $(sysctl -n net.ipv4.conf.tunl0.rp_filter)"
            }
            tunnel; echo
            MODE=ipip lvs-realserver up 192.0.2.100
            tunnel; echo " all $(sysctl -n net.ipv4.conf.all.rp_filter)"
            lvs-realserver down 192.0.2.100
            tunnel; echo
            """));

    [Fact]
    public async Task WhatOthersMade_Stays() => Assert.Equal(
        """
        lo 192.0.2.100/32 global
        1 1
        lo 192.0.2.100/32 global
        gone 0

        """,
        await TextAsync("""
            ip addr add 192.0.2.100/32 dev lo
            lvs-realserver up 192.0.2.100
            addresses | grep '^lo'
            sysctl -q -w net.ipv4.conf.all.arp_announce=1
            lvs-realserver up 192.0.2.101
            sysctl -q -w net.ipv4.conf.all.arp_announce=1
            settings | sed 's/ $//'; echo
            lvs-realserver down 192.0.2.100
            addresses | grep '^lo' | grep -v 101
            # A cluster took the address away.
            ip addr del 192.0.2.101/32 dev lo
            lvs-realserver down 192.0.2.101
            echo gone $(sysctl -n net.ipv4.conf.all.arp_ignore)
            """));

    [Theory]
    [InlineData("ip addr add 192.0.2.100/32 dev eth0", "up 192.0.2.100",
        "192.0.2.100 is on eth0, where others ask for it: expected it on no interface, or on lo")]
    [InlineData("ip addr add 192.0.2.100/24 dev lo", "up 192.0.2.100",
        "192.0.2.100/24 on lo makes its whole network this machine's own: expected 192.0.2.100/32")]
    [InlineData("export MODE=nat", "up 192.0.2.100", "MODE=nat: expected gate or ipip")]
    [InlineData("export DEV=eth0", "up 192.0.2.100", "DEV: others ask for the addresses of eth0: expected lo, or a dummy")]
    [InlineData("export DEV=dummy7", "up 192.0.2.100", "DEV: there is no interface dummy7")]
    [InlineData("true", "up 192.0.2.100/32", "192.0.2.100/32: expected an IPv4 or IPv6 address, without a prefix")]
    [InlineData("true", "up 192.0.2", "192.0.2: expected an IPv4 or IPv6 address, without a prefix")]
    [InlineData("true", "up web.example", "web.example: expected an IPv4 or IPv6 address, without a prefix")]
    public async Task WhatIsWrong_IsRefused_AndNothingIsChanged(string make, string arguments, string sentence) => Assert.Equal(
        $"lvs-realserver: {sentence}\n1\n0 0 \nsame\n",
        await TextAsync($$"""
            {{make}}
            addresses >/run/before
            code=0; lvs-realserver {{arguments}} 2>&1 || code=$?
            echo $code; settings; echo
            addresses | cmp - /run/before && echo same
            """));

    [Fact]
    public async Task Check_NamesWhatIsWrong_AndThenNothing() => Assert.Equal(
        """
        FAIL R1   192.0.2.100: no interface has the virtual address
        FAIL R4   eth0: arp_ignore is 0: it answers for the virtual address
        WARN R5   eth0: arp_announce is below 2: its ARP questions name the virtual address
        2
        OK   192.0.2.100
        0
        FAIL R3   192.0.2.101/24: its prefix makes the whole network this machine's own
        FAIL R7   tunl0: it is missing or down
        2

        """,
        await TextAsync("""
            check() { code=0; setpriv --reuid nobody --clear-groups /run/shims/lvs-realserver check $1 || code=$?; echo $code; }
            check 192.0.2.100
            lvs-realserver up 192.0.2.100
            check 192.0.2.100
            ip addr add 192.0.2.101/24 dev lo
            export MODE=ipip
            check 192.0.2.101
            """));

    /// <summary>Real servers set up by lvs-realserver alone answer, and to ARP the director alone.</summary>
    [Fact]
    public async Task AddressOnThreeMachines_IsTheDirectorsToArp()
    {
        await world.RenewAsync("gate");
        await world.TypeAsync(SetUpMachine.Director, "ip addr add 192.0.2.100/32 dev eth0");
        await world.TypeAsync(SetUpMachine.RealServers, "lvs-realserver up 192.0.2.100");
        var answers = (await world.Machine.RunAsync("""
            cat /sys/class/net/eth0/address
            for i in $(seq 20); do
                ip -n router neigh flush to 192.0.2.100
                ip netns exec router ping -q -c 1 -W 2 192.0.2.100 >/dev/null
                ip -n router neigh show 192.0.2.100 | grep -o 'lladdr [^ ]*' | cut -d' ' -f2
            done
            """)).Lines;
        Assert.Equal(21, answers.Length);
        Assert.Single(answers.Distinct());
    }

    private async Task<string> TextAsync(string commands)
    {
        await world.RenewAsync("gate");
        return (await world.AskAsync(SetUpMachine.RealServers, Tools + commands)).Text;
    }
}
