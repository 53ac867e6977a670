using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Doctor;

/// <summary>Each mistake is made, found, and mended by the very command that the finding names.</summary>
public sealed class DoctorTests(DoctorMachine doctor) : IClassFixture<DoctorMachine>
{
    /// <summary>All of the network namespace that the doctor could change.</summary>
    private const string State = """
        ip addr | sed 's/valid_lft.*//'
        ip route; ip -6 route; ip rule; ip link
        iptables-legacy-save | grep -v '^[#:]' || true
        ipvsadm -Sn
        lsmod | cut -d' ' -f1 | sort
        for f in $(find /proc/sys/net -path '*/neigh/*' -prune -o -type f -readable -print | grep -v 'conntrack_count\|icmp_msgs'); do
            echo $f; cat $f 2>/dev/null || true
        done
        """;

    private UmlMachine Machine => doctor.Machine;

    [Fact]
    public async Task RightSetUpOfEachMethod_HasNoWarning_AndServes_AndTheDoctorChangesNothing()
    {
        var topology = await doctor.TopologyAsync();
        var director = await DirectorProcess.PrepareAsync(Machine, "right", DoctorMachine.Config);
        await director.StartAsync();
        foreach (var address in (string[])["10.2.0.100", "10.2.0.101", "10.1.0.100"])
        {
            var client = await topology.StartClientAsync($"http://{address}/");
            await client.WaitForAnswersAsync(3);
            await client.StopAsync();
        }

        await director.StopAsync();
        var before = (await Machine.RunAsync(State)).Text;
        Assert.DoesNotContain(await doctor.DirectorAsync(DoctorMachine.Config), finding => finding.Level is "WARN" or "FAIL");
        Assert.DoesNotContain(await doctor.RealServerAsync("rs1", "--real-server 10.2.0.100:80 --director 10.2.0.1"), IsBad);
        Assert.DoesNotContain(await doctor.RealServerAsync("rs2", "--real-server 10.2.0.101:80 --mode ipip --director 10.2.0.1"), IsBad);
        Assert.DoesNotContain(await doctor.RealServerAsync("rs2", "--real-server 10.1.0.100 --mode masq --director 10.2.0.1"), IsBad);
        Assert.Equal(before, (await Machine.RunAsync(State)).Text);

        static bool IsBad(Finding finding) => finding.Level is "WARN" or "FAIL";
    }

    [Fact]
    public async Task MistakesOfADirector_AreFound_AndTheNamedCommandMendsThem()
    {
        await doctor.TopologyAsync();
        var failures = new List<string>();
        foreach (var mistake in DirectorMistakes.All)
            await TryAsync(mistake, "", failures);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task MistakesOfRealServers_AreFound_AndTheNamedCommandMendsThem()
    {
        await doctor.TopologyAsync();
        var failures = new List<string>();
        foreach (var mistake in RealServerMistakes.First)
            await TryAsync(mistake, "rs1", failures);
        foreach (var mistake in RealServerMistakes.Second)
            await TryAsync(mistake, "rs2", failures);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    /// <summary>An ordinary user gets what can be seen without root, and is told what cannot.</summary>
    [Fact]
    public async Task OrdinaryUser_IsToldWhatIsNotSeen()
    {
        await doctor.TopologyAsync();
        await File.WriteAllTextAsync(Path.Combine(Machine.Scratch, "doctor.cf"), DoctorMachine.Config);
        var run = await Machine.RunAsync(
            $"chmod 755 {Machine.Scratch}; "
            + $"setpriv --reuid nobody --clear-groups {Executable.Path} {Machine.Scratch}/doctor.cf doctor --json");
        var found = Finding.Read(run.Text);
        Assert.True(Has("D3", "CAP_NET_ADMIN"), run.Output);
        Assert.True(Has("D8", "CAP_NET_RAW"), run.Output);
        Assert.Contains(found, finding => finding is { Id: "D4", IsFine: true });

        bool Has(string id, string words) => found.Any(
            finding => finding.Id == id && finding.Level == "NOTE" && finding.Sentence.Contains(words, StringComparison.Ordinal));
    }

    private async Task TryAsync(Mistake mistake, string server, List<string> failures)
    {
        var prefix = server.Length == 0 ? "" : $"ip netns exec {server} ";
        try
        {
            await RunAsync(prefix, mistake.Make);
            var found = (await LookAsync(mistake, server, mistake.Config)).Where(one => one.Id == mistake.Id).ToList();
            var seen = found.Find(one => one.Level == mistake.Level
                && $"{one.Subject}: {one.Sentence}".Contains(mistake.Says, StringComparison.Ordinal));
            if (seen is null)
            {
                failures.Add($"{mistake.Id} {mistake.Make}: not found: {string.Join("; ", found)}");
            }
            else
            {
                if (mistake.MendedConfig is null)
                    await MendAsync(mistake, seen, prefix);
                var after = await LookAsync(mistake, server, mistake.MendedConfig ?? mistake.Config);
                var still = after.Where(one => one.Id == mistake.Id && one.Level == mistake.Level && one.Subject == seen.Subject).ToList();
                if (still.Count > 0)
                    failures.Add($"{mistake.Id} {seen.Command ?? mistake.Mend}: not mended: {string.Join("; ", still)}");
            }

            await RunAsync(prefix, mistake.After);
        }
        catch (InvalidOperationException e)
        {
            failures.Add($"{mistake.Id}: {e.Message}");
        }
    }

    private Task<IReadOnlyList<Finding>> LookAsync(Mistake mistake, string server, string? config) =>
        server.Length == 0 ? doctor.DirectorAsync(config ?? DoctorMachine.Config, mistake.Options)
            : doctor.RealServerAsync(server, mistake.Options);

    private async Task MendAsync(Mistake mistake, Finding seen, string prefix)
    {
        if (mistake.Mend is "LISTEN")
        {
            await GuestTool.StartAsync(Machine, "serve", "/run/also", "also=rs1@[::]:81");
            return;
        }

        var command = mistake.Mend ?? seen.Command ?? throw new InvalidOperationException($"{seen} names no command");
        var at = seen.On is { } address ? $"ip netns exec rs{address[^1]} " : prefix;
        await RunAsync(at, command);
    }

    private async Task RunAsync(string prefix, string commands)
    {
        if (commands.Length == 0)
            return;
        var script = Path.Combine(Machine.Scratch, "commands.sh");
        await File.WriteAllTextAsync(script, $"set -e\n{commands}\n");
        _ = (await Machine.RunAsync($"{prefix}sh {script}")).Text;
    }
}
