using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;
using Ldirectord.Tests.Import;

namespace Ldirectord.Kernel.Import;

/// <summary>Rules of ipvsadm, and the running table: the translation gives what "ipvsadm -R" gives.</summary>
public sealed class TableImportTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private static readonly string[] s_rules =
    [
        "-A -t 10.9.1.1:80 -s wlc\n-a -t 10.9.1.1:80 -r 10.5.0.2:80 -g -w 3\n-a -t 10.9.1.1:80 -r 10.5.0.3:80 -g -w 2\n",
        "-A -t 10.9.1.2:443 -p\n-a -t 10.9.1.2:443 -r 10.5.0.2:8443 -m\n-A -u 10.9.1.2:53 -s rr -o\n-a -u 10.9.1.2:53 -r 10.5.0.2:53 -g\n",
        "-A -f 7 -s sh -b sh-port,sh-fallback -p 60 -M 255.255.255.0\n"
            + "-a -f 7 -r 10.5.0.2:0 -i\n-A -f 8 -6 -s rr\n-a -f 8 -6 -r [fd00::2]:0 -g\n",
        "-A -t [fd00::1]:80 -s wrr -p 300 -M 64\n-a -t [fd00::1]:80 -r [fd00::2]:80 -m -w 9\n",
        "-A -t 10.9.1.3:80 -s mh -b mh-port\n-a -t 10.9.1.3:80 -r 10.5.0.2:80 -i --tun-type gre\n"
            + "-a -t 10.9.1.3:80 -r 10.5.0.3:80 -i --tun-type gue --tun-port 6080 --tun-csum\n",
        "-A -u 10.9.1.4:5060 -s rr -p 60 --pe sip -o\n-a -u 10.9.1.4:5060 -r 10.5.0.2:5060 -g\n-A -t 10.9.1.5:0 -s lc -p 100\n"
            + "-a -t 10.9.1.5:0 -r 10.5.0.2:0 -g\n",
    ];

    private UmlMachine Machine => shared.Machine;

    [Fact]
    public async Task RulesAndRunningTable_GiveTheKernelsOwn()
    {
        _ = (await Machine.RunAsync(
            "modprobe ip_vs; ip netns add table; ip -n table link set lo up; ip -n table addr add fd00::9/64 dev lo nodad")).Text;
        foreach (var rules in s_rules)
        {
            var file = Path.Combine(Machine.Scratch, "rules");
            await File.WriteAllTextAsync(file, rules);
            var table = (await Machine.RunAsync(
                $"ip netns exec table ipvsadm -C; ip netns exec table ipvsadm -R <{file}; ip netns exec table ipvsadm -Sn")).Text;
            Assert.Equal(Sorted(table), Sorted(Imports.Table(Imports.Ipvsadm(rules))));
            Assert.Equal(Sorted(table), Sorted(Imports.Table(Imports.Ipvsadm(table))));
            // The kernel's own: exit code 1 where a service has no check.
            var cf = Path.Combine(Machine.Scratch, "kernel.cf");
            const string Inside = "ip netns exec table";
            var import = await Machine.RunAsync(
                $"{Inside} {Executable.Path} import kernel >{cf} || [ $? = 1 ]; {Inside} {Executable.Path} {cf} plan");
            Assert.True(import.ExitCode == 0, import.Errors);
            Assert.DoesNotContain(import.Lines, line => line.StartsWith("ipvsadm", StringComparison.Ordinal));
        }
    }

    private static string[] Sorted(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
