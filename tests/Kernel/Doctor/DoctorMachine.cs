using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Doctor;

/// <summary>
/// One machine with a director and two real servers, set up right: rs1 by gate and rs2 by ipip with the virtual addresses 10.2.0.100 and
/// 10.2.0.101 of their own segment, rs2 by masq with 10.1.0.100.
/// </summary>
public sealed class DoctorMachine : IAsyncLifetime
{
    public const string Config = """
        quiescent = no
        virtual = 10.2.0.100:80
            real = 10.2.0.11:80 gate
            checktype = connect
        virtual = 10.2.0.101:80
            real = 10.2.0.12:80 ipip
            checktype = connect
        virtual = 10.1.0.100:80
            real = 10.2.0.12:80 masq
            checktype = connect
        """;

    private const string SetUp = """
        ip addr add 10.2.0.100/32 dev servers
        ip addr add 10.2.0.101/32 dev servers
        for n in 1 2; do
            ip -n rs$n addr flush dev lo
            ip -n rs$n addr add 127.0.0.1/8 dev lo
            ip -n rs$n addr add 10.2.0.10$((n - 1))/32 dev $([ $n = 1 ] && echo lo || echo tunl0)
            # The right answer to a client of the servers' own segment goes straight to it.
            ip -n rs$n rule del from 10.1.0.0/24 table 100
        done
        ip -n rs1 route replace default via 10.2.0.254
        # rs2 answers for masq by the director, for ipip past it.
        ip -n rs2 route add default via 10.2.0.254 table 200
        ip -n rs2 rule add from 10.2.0.101 table 200
        sysctl -q -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0
        for f in /proc/sys/net/ipv4/conf/*/send_redirects /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$f; done
        mkdir -p /etc/sysctl.d
        echo net.ipv4.ip_forward=1 >/etc/sysctl.d/lvs.conf
        # This kernel loads no module of the firewall by itself, and its nf_tables has no family.
        modprobe -a iptable_filter iptable_nat iptable_mangle arptable_filter xt_tcpudp xt_conntrack xt_mark xt_MASQUERADE ipt_REJECT
        ln -sf iptables-legacy /usr/sbin/iptables
        for id in 1 2 3; do ip link add dummy$id type dummy; done
        """;

    private readonly SharedMachine _shared = new();
    private Topology? _topology;

    internal UmlMachine Machine => _shared.Machine;

    /// <summary>The network, made at the first use.</summary>
    internal async Task<Topology> TopologyAsync()
    {
        if (_topology is not null)
            return _topology;
        _topology = await Topology.CreateAsync(Machine, servers: 2);
        _ = (await Machine.RunAsync(SetUp)).Text;
        return _topology;
    }

    /// <summary>Runs the doctor of the director.</summary>
    internal async Task<IReadOnlyList<Finding>> DirectorAsync(string config, string options = "")
    {
        await File.WriteAllTextAsync(Path.Combine(Machine.Scratch, "doctor.cf"), config);
        return await FindingsAsync("", $"{Machine.Scratch}/doctor.cf doctor --json {options}");
    }

    /// <summary>Runs the doctor of a real server.</summary>
    internal Task<IReadOnlyList<Finding>> RealServerAsync(string name, string options) =>
        FindingsAsync($"ip netns exec {name}", $"doctor --json {options}");

    private async Task<IReadOnlyList<Finding>> FindingsAsync(string prefix, string arguments)
    {
        var run = await Machine.RunAsync($"{prefix} {Executable.Path} {arguments} || [ $? -le 2 ]");
        Assert.True(run.ExitCode == 0 && run.Output.StartsWith('{'), $"{run.ExitCode}: {run.Output}{run.Errors}");
        return Finding.Read(run.Output);
    }

    public ValueTask InitializeAsync() => _shared.InitializeAsync();

    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
