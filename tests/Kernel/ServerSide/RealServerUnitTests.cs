using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Packaging;

namespace Ldirectord.Kernel.ServerSide;

/// <summary>The package lvs-realserver, and its unit under systemd.</summary>
public sealed class RealServerUnitTests(SystemdMachine systemd) : IClassFixture<SystemdMachine>
{
    [Fact]
    public async Task UnitOfEachAddress_IsUpAndDown_AndARemovalLeavesTheAddress()
    {
        var package = await DebianPackage.PutRealServerAsync(systemd.Machine, "7.0");
        var text = await systemd.TextAsync($$"""
            cp {{package}} /run/lvs-realserver.deb
            inside dpkg -i /run/lvs-realserver.deb >/dev/null
            shown() {
                ip -o addr show dev lo | sed -n 's/.*inet \(192[^ ]*\) .*scope \([^ ]*\) .*/\1 \2/p' | sort # units start side by side
                sysctl -n net.ipv4.conf.all.arp_ignore
            }
            up() { ip -o link show tunl0 | grep -o '[<,]UP[,>]' | grep -o UP; } # the flag RUNNING comes later
            echo MODE=ipip >/etc/default/lvs-realserver-192.0.2.11
            systemctl enable --now lvs-realserver@192.0.2.10 lvs-realserver@192.0.2.11 2>/dev/null
            echo up: $(systemctl is-active lvs-realserver@192.0.2.10 lvs-realserver@192.0.2.11) $(shown) $(up)
            systemctl stop lvs-realserver@192.0.2.11
            echo "one:" $(shown) $(up)
            systemctl disable --now lvs-realserver@192.0.2.10 lvs-realserver@192.0.2.11 2>/dev/null
            echo "down:" $(shown)

            ip link add nic9 type veth peer name nic8
            ip addr add 192.0.2.12/32 dev nic9
            systemctl start lvs-realserver@192.0.2.12 2>/dev/null \
                || inside journalctl -q -o cat -u lvs-realserver@192.0.2.12 | grep '^lvs-realserver:'

            systemctl start lvs-realserver@192.0.2.13
            inside dpkg -r lvs-realserver 2>&1 | grep '^lvs-realserver:'
            echo "removed:" $(shown)
            """);
        Assert.Equal(
            """
            up: active active 192.0.2.10/32 host 192.0.2.11/32 host 1 UP
            one: 192.0.2.10/32 host 1 UP
            down: 0
            lvs-realserver: 192.0.2.12 is on nic9, where others ask for it: expected it on no interface, or on lo
            lvs-realserver: 192.0.2.13 stays on lo until the next boot: ip addr del 192.0.2.13 dev lo
            removed: 192.0.2.13/32 host 1

            """,
            text);
    }
}
