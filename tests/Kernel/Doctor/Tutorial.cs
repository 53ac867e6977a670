namespace Ldirectord.Kernel.Doctor;

/// <summary>A set-up as a tutorial has it, mistakes included, typed on a machine that was set up right.</summary>
/// <param name="Name">What it sets up.</param>
/// <param name="On">"" for the director, or "rs1", "rs2".</param>
/// <param name="Before">Takes the right set-up away.</param>
/// <param name="Typed">The tutorial's commands; what they refuse does not end them.</param>
internal sealed record Tutorial(string Name, string On, string Before, string Typed)
{
    /// <summary>ldirectord.cf; the right one if the tutorial has none.</summary>
    public string Config { get; init; } = DoctorMachine.Config;

    /// <summary>Options of the doctor on a real server.</summary>
    public string Options { get; init; } = "";

    /// <summary>What the doctor says on that machine, "FAIL D6".</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>The same on the director, of a tutorial for a real server.</summary>
    public IReadOnlyList<string> DirectorSays { get; init; } = [];

    /// <summary>Brings the right set-up back.</summary>
    public string After { get; init; } = "";

    /// <summary>Typical ones, in our words: addresses, settings and tables as hundreds of pages have them.</summary>
    public static IReadOnlyList<Tutorial> All { get; } =
    [
        new("a real server of direct routing", "rs1",
            "ip addr del 10.2.0.100/32 dev lo; sysctl -q -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0",
            """
            ifconfig lo:0 10.2.0.100 netmask 255.255.255.0 up
            echo 1 >/proc/sys/net/ipv4/lo/arp_ignore
            echo 2 >/proc/sys/net/ipv4/lo/arp_announce
            """)
        {
            Options = "--real-server 10.2.0.100:80 --director 10.2.0.1",
            Says = ["FAIL R3", "FAIL R4", "WARN R5"],
            DirectorSays = ["FAIL D8"],
            After = "ifconfig lo:0 down; ip addr add 10.2.0.100/32 dev lo; "
                + "sysctl -q -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
        },
        new("a director with the real server's script, and rules for the next boot", "", "ip addr del 10.2.0.100/32 dev servers",
            """
            ifconfig lo:0 10.2.0.100 broadcast 10.2.0.100 netmask 255.255.255.255 up
            route add -host 10.2.0.100 dev lo:0
            echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
            ipvsadm -A -t 10.2.0.100:80 -r wlc
            ipvsadm -a -t 10.2.0.100:80 -r 10.2.0.11:8080 -g
            printf '%s\n' '-A -t 10.2.0.100:80 -r wlc' '-a -t 10.2.0.100:80 -r 10.2.0.11:8080 -g' >/etc/ipvsadm.rules
            echo 'AUTO="true"' >/etc/default/ipvsadm
            """)
        {
            Config = "virtual = 10.2.0.100:80\n    real = 10.2.0.11:8080 gate\n    service = http\n",
            Says = ["FAIL D6", "WARN D22", "WARN D32", "WARN D50"],
            After = "ifconfig lo:0 down; ip addr add 10.2.0.100/32 dev servers; sysctl -q -w net.ipv4.conf.all.arp_ignore=0; "
                + "rm /etc/ipvsadm.rules; echo 'AUTO=\"false\"' >/etc/default/ipvsadm",
        },
        new("a director of NAT", "", "true",
            """
            echo 0 >/proc/sys/net/ipv4/ip_forward
            echo 1 >/proc/sys/net/ipv4/conf/all/send_redirects
            """)
        {
            Config = "virtual = 10.2.0.100:80\n    real = 10.2.0.12:80 masq\n",
            Says = ["FAIL D12", "WARN D16", "NOTE D24"],
            After = "sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0",
        },
        new("a real server of NAT", "rs2", "true", "route del default; route add default gw 10.2.0.254")
        {
            Options = "--real-server 10.1.0.100:80 --mode masq --director 10.2.0.1",
            Says = ["FAIL R10"],
            After = "ip route replace default via 10.2.0.1",
        },
        new("keepalived beside ldirectord", "", "true",
            """
            cat >/run/keepalived.conf <<'END'
            virtual_server 10.2.0.100 80 {
                lb_algo wlc
                lb_kind DR
                protocol TCP
                real_server 10.2.0.11 80 {
                    TCP_CHECK {
                    }
                }
            }
            END
            keepalived -C -f /run/keepalived.conf -p /run/keepalived.pid -c /run/checkers.pid
            until [ -s /run/keepalived.pid ]; do sleep 0.1; done
            """)
        {
            Says = ["WARN D32"],
            After = "kill $(cat /run/keepalived.pid); while [ -e /run/keepalived.pid ]; do sleep 0.1; done; ipvsadm -C",
        },
    ];
}
