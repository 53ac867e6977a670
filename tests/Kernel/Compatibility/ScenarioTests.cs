using System.Diagnostics;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Half of the generated directors: the original takes its time, and two kernels share it.</summary>
public sealed class FirstScenarioTests(SharedMachine shared) : ScenarioTests(shared)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 5)];

    [Theory, MemberData(nameof(Seeds))]
    public Task AGeneratedDirector_LeavesTheTablesTheOriginalLeaves(int seed) => CompareAsync(seed);
}

/// <summary>The other half.</summary>
public sealed class SecondScenarioTests(SharedMachine shared) : ScenarioTests(shared)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(6, 5)];

    [Theory, MemberData(nameof(Seeds))]
    public Task AGeneratedDirector_LeavesTheTablesTheOriginalLeaves(int seed) => CompareAsync(seed);
}

/// <summary>Generated directors, run by the original and by ours in one kernel: the same tables after start, after all died, after they returned, after stop.</summary>
public abstract class ScenarioTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    private const string Original = "/usr/sbin/ldirectord";
    private const string File = "/etc/ha.d/scenario.cf";

    protected async Task CompareAsync(int seed)
    {
        Assert.SkipUnless(System.IO.File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        var scenario = Scenario.Generate(seed);
        var backends = await Backends.StartAsync(shared.Machine, scenario.Backends);
        await shared.Machine.RunAsync($"printf '#!/bin/sh\\n[ ! -e {Scenario.DeadMark} ]\\n' >{Scenario.CheckCommand}; chmod +x {Scenario.CheckCommand}");
        await System.IO.File.WriteAllTextAsync(Path.Combine(shared.Machine.Scratch, "scenario.cf"), scenario.Configuration);
        await shared.Machine.RunAsync($"mkdir -p /etc/ha.d; cp {shared.Machine.Scratch}/scenario.cf {File}");
        try
        {
            var ours = await StoryAsync(new DirectorProcess(shared.Machine, Executable.Path, File), backends, expected: null);
            await StoryAsync(new DirectorProcess(shared.Machine, Original, File), backends, ours);
        }
        finally
        {
            await shared.Machine.RunAsync("pkill -9 -f '[l]directord /etc' || true; rm -f /var/run/ldirectord.*");
            await backends.StopAsync();
        }

        async Task<Tables> StoryAsync(DirectorProcess director, Backends servers, Tables? expected)
        {
            await shared.Machine.RunAsync($"ipvsadm -C; rm -f {Scenario.DeadMark} {DirectorProcess.Log}");
            await servers.AllAsync("up");
            await director.StartAsync();
            var start = await SettledAsync(director, "start", expected?.Start);
            await shared.Machine.RunAsync($"touch {Scenario.DeadMark}");
            await servers.AllAsync("dead");
            var died = await SettledAsync(director, "all died", expected?.Died);
            await shared.Machine.RunAsync($"rm {Scenario.DeadMark}");
            await servers.AllAsync("up");
            var returned = await SettledAsync(director, "all returned", expected?.Returned);
            await director.StopAsync();
            var stop = await SettledAsync(director, "stop", expected?.Stop);
            return new Tables(start, died, returned, stop);
        }

        // With an expected table: until it stands, and stands for some rounds. Without: until the table has not moved for some rounds.
        async Task<string> SettledAsync(DirectorProcess director, string step, string? expected)
        {
            var (rounds, limit) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90));
            var clock = Stopwatch.StartNew();
            var (table, since) = (await director.TableAsync(), clock.Elapsed);
            while (clock.Elapsed < limit && (clock.Elapsed - since < rounds || (expected is not null && table != expected)))
            {
                var now = await director.TableAsync();
                if (now != table)
                    (table, since) = (now, clock.Elapsed);
            }

            if (expected is not null && table != expected)
            {
                Assert.Fail(
                    $"seed {seed}, after {step}:\n--- ours\n{expected}\n--- the original\n{table}\n--- configuration\n{scenario.Configuration}\n--- its log\n{await director.LogAsync()}");
            }

            return table;
        }
    }

    private sealed record Tables(string Start, string Died, string Returned, string Stop);
}
