using System.Globalization;
using System.Text;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Bench;

/// <summary>
/// What a connect check costs through the virtual address (checkvia = virtual) beside one of the server's own address: CPU of the host, in
/// the same User-Mode Linux kernel, by turns. All servers are addresses of one namespace, which counts the connections it accepts.
/// </summary>
internal static class ViaBench
{
    private const int Servers = 200;
    private const int Rounds = 3;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Figures figures, string ours)
    {
        var machine = await UmlMachine.StartAsync().ConfigureAwait(false);
        await using var _ = machine.ConfigureAwait(false);
        var topology = Path.Combine(AppContext.BaseDirectory, "Uml", "topology.sh");
        await SayAsync(machine,
            $$"""
            sh {{topology}} 1
            sysctl -q -w net.ipv4.neigh.default.gc_thresh2=4096 net.ipv4.neigh.default.gc_thresh3=8192
            sysctl -q -w net.ipv4.conf.servers.accept_local=1
            mac=$(ip -n rs1 -o link show eth0 | sed 's|.*link/ether \([^ ]*\) .*|\1|')
            ip route add 10.2.1.0/24 dev servers
            for n in $(seq {{Servers}}); do
                echo "addr add 10.2.1.$n/32 dev eth0" >&3
                echo "neigh replace 10.2.1.$n lladdr $mac dev servers nud permanent"
            done 3>/run/addresses | ip -batch -
            ip -n rs1 -batch /run/addresses
            mkdir -p /etc/ha.d /var/log/nginx /var/lib/nginx
            echo 'worker_processes 1; pid /run/web.pid; error_log /run/web.log; events { worker_connections 4096; }
                  http { access_log off; server { listen 0.0.0.0:80 backlog=4096; } }' >/run/web.conf
            ip netns exec rs1 nginx -c /run/web.conf
            """).ConfigureAwait(false);
        var costs = new Dictionary<string, List<double>> { ["real"] = [], ["virtual"] = [] };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (via, cost) in costs)
            {
                cost.Add(await CostAsync(machine, ours, via).ConfigureAwait(false));
                Figures.Say(Figures.Text("checkvia = {0}: {1:0.000} ms of CPU for a check", via, cost[^1]));
            }
        }

        var (through, plain) = (Figures.Median(costs["virtual"]), Figures.Median(costs["real"]));
        figures.Add("CPU of the host per connect check through the virtual address, its self-test included", "{0:0.000} ms",
            through, "checkvia = real", plain, "4 times the plain one's", through <= 4 * plain);
    }

    private static async Task<double> CostAsync(UmlMachine machine, string ours, string via)
    {
        var text = new StringBuilder("checkinterval=1\nvirtual=10.1.0.100:80\n\tchecktype=connect\n");
        text.Append(CultureInfo.InvariantCulture, $"\tcheckvia={via}\n");
        for (var n = 1; n <= Servers; n++)
            text.Append(CultureInfo.InvariantCulture, $"\treal=10.2.1.{n}:80 gate\n");
        await File.WriteAllTextAsync(Path.Combine(machine.Scratch, "via.cf"), text.ToString()).ConfigureAwait(false);
        await SayAsync(machine,
            $"cp {machine.Scratch}/via.cf /etc/ha.d/via.cf; {ours} via.cf start; "
            + $"until [ $(ipvsadm -Sn | grep -c '^-a -t') = {Servers} ]; do sleep 0.2; done; sleep 2").ConfigureAwait(false);
        var (accepted, cpu) = (await AcceptedAsync(machine).ConfigureAwait(false), HostProcess.CpuOfGroup(machine.ProcessId));
        await Task.Delay(s_window).ConfigureAwait(false);
        var taken = HostProcess.CpuOfGroup(machine.ProcessId) - cpu;
        var checks = await AcceptedAsync(machine).ConfigureAwait(false) - accepted;
        await SayAsync(machine, $"{ours} via.cf stop; while [ -e /var/run/ldirectord.via.cf.pid ]; do sleep 0.1; done")
            .ConfigureAwait(false);
        return 1000 * taken / checks;
    }

    /// <summary>Connections that the servers have accepted (PassiveOpens of snmp).</summary>
    private static async Task<long> AcceptedAsync(UmlMachine machine) => long.Parse(
        await SayAsync(machine, "ip netns exec rs1 awk '/^Tcp: [0-9]/ { print $7 }' /proc/net/snmp").ConfigureAwait(false),
        CultureInfo.InvariantCulture);

    private static async Task<string> SayAsync(UmlMachine machine, string script) =>
        (await machine.RunAsync(script, TimeSpan.FromSeconds(120)).ConfigureAwait(false)).Text.Trim();
}
