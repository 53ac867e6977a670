using System.Globalization;
using System.Text;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Bench;

/// <summary>The doctor of a director with 1,000 real servers, in a User-Mode Linux kernel; its ARP probe waits for 0.6 s.</summary>
internal static class DoctorBench
{
    private const int Services = 10;
    private const int Servers = 100;
    private const int Rounds = 3;

    public static async Task RunAsync(Figures figures, string ours)
    {
        var machine = await UmlMachine.StartAsync().ConfigureAwait(false);
        await using var _ = machine.ConfigureAwait(false);
        var topology = Path.Combine(AppContext.BaseDirectory, "Uml", "topology.sh");
        await SayAsync(machine, $"sh {topology} 1; mkdir -p /etc/ha.d; modprobe -a iptable_filter iptable_mangle").ConfigureAwait(false);
        var text = new StringBuilder();
        for (var service = 0; service < Services; service++)
        {
            text.Append(CultureInfo.InvariantCulture, $"virtual=10.1.0.{100 + service}:80\n\tchecktype=connect\n");
            for (var n = 1; n <= Servers; n++)
                text.Append(CultureInfo.InvariantCulture, $"\treal=10.3.{service}.{n}:80 {(service % 2 == 0 ? "gate" : "masq")}\n");
        }

        await File.WriteAllTextAsync(Path.Combine(machine.Scratch, "doctor.cf"), text.ToString()).ConfigureAwait(false);
        List<double> times = [], cpu = [];
        for (var round = 0; round < Rounds; round++)
        {
            var begun = HostProcess.CpuOfGroup(machine.ProcessId);
            var seconds = await SayAsync(machine,
                $"read -r from idle </proc/uptime; {ours} {machine.Scratch}/doctor.cf doctor >/dev/null || [ $? -le 2 ]; "
                + "read -r to idle </proc/uptime; echo $from $to").ConfigureAwait(false);
            double[] moments = [.. seconds.Split(' ').Select(moment => double.Parse(moment, CultureInfo.InvariantCulture))];
            times.Add(moments[1] - moments[0]);
            cpu.Add(HostProcess.CpuOfGroup(machine.ProcessId) - begun);
        }

        var taken = Figures.Median(times);
        figures.Add(
            "doctor of 1,000 real servers", Figures.Text("{0:0.00} s, {1:0.00} s of CPU", taken, Figures.Median(cpu)), "2 s", taken < 2);
    }

    private static async Task<string> SayAsync(UmlMachine machine, string script) =>
        (await machine.RunAsync(script, TimeSpan.FromSeconds(120)).ConfigureAwait(false)).Text.Trim();
}
