using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Weights by the programs of checks (exitcodes, warningweight), in a director at work.</summary>
public sealed class ProgramWeightTests
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(600);

    private readonly Plugin _plugin = new();

    private VirtualService Pair => Virtual(
        "10.0.0.1:80",
        Real("10.0.1.1:80", weight: 100) with { Check = new PluginCheck(_plugin, TimeSpan.FromSeconds(1)) },
        Real("10.0.1.2:80", weight: 100)) with
    {
        AgentInterval = TimeSpan.FromSeconds(1),
        CheckInterval = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task PerformanceData_IsTheWeightInTheTable()
    {
        await using var director = new RunningDirector(Of(Pair));
        foreach (var (said, weight) in new[] { ("100", 100), ("60", 60), ("1", 1), ("0", 0), ("50%", 50), ("0%", 0), ("100%", 100) })
        {
            _plugin.Say(0, $"OK | weight={said}");
            await ReachAsync(director, $"10.0.1.1:80 {weight}, 10.0.1.2:80 100");
        }

        _plugin.Say(0, "OK | weight=20");
        await ReachAsync(director, "10.0.1.1:80 20, 10.0.1.2:80 100");
        _plugin.Say(0, "OK");
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(0, 0)]
    public async Task Warning_HasItsShareUntilTheServerIsWell(int percent, int weight)
    {
        _plugin.WarningWeight = percent;
        await using var director = new RunningDirector(Of(Pair));
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
        _plugin.Say(1, "slow");
        await ReachAsync(director, $"10.0.1.1:80 {weight}, 10.0.1.2:80 100");
        _plugin.Say(1, "slow | weight=80");
        await ReachAsync(director, "10.0.1.1:80 80, 10.0.1.2:80 100");
        _plugin.Say(0, "well");
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task WarningOfTheOnlyServer_At0Percent_IsWeight1()
    {
        _plugin.WarningWeight = 0;
        var alone = Pair with { RealServers = [Pair.RealServers[0]] };
        await using var director = new RunningDirector(Of(alone));
        await ReachAsync(director, "10.0.1.1:80 100");
        _plugin.Say(1, "slow");
        await ReachAsync(director, "10.0.1.1:80 1");
    }

    [Fact]
    public async Task ThirtyTimeouts_LeaveTheWeightAsItWas()
    {
        _plugin.Say(0, "OK | weight=40");
        await using var director = new RunningDirector(Of(Pair with { FailureCount = 1000 }));
        await ReachAsync(director, "10.0.1.1:80 40, 10.0.1.2:80 100");
        var written = director.Table.Applied.Count;
        await HangAsync(director);
        _plugin.Say(0, "OK | weight=40");
        var runs = _plugin.Runs;
        await director.AdvanceUntilAsync(() => _plugin.Runs > runs + 3, s_ample);

        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        Assert.Equal(written, director.Table.Applied.Count);
    }

    [Fact]
    public async Task ThirtyTimeoutsThatTakeTheServerOut_BringItBackWithTheSameWeight()
    {
        _plugin.Say(0, "OK | weight=40");
        await using var director = new RunningDirector(Of(Pair));
        await ReachAsync(director, "10.0.1.1:80 40, 10.0.1.2:80 100");
        await HangAsync(director);
        Assert.Equal("10.0.1.2:80 100", director.In(Pair));
        _plugin.Say(0, "OK | weight=40");
        await ReachAsync(director, "10.0.1.1:80 40, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task Restart_KeepsTheWeightThatItFinds_UntilTheFirstPass()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 40)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        _plugin.Say(3, "usage");
        await using var director = new RunningDirector(Of(Pair), table);
        await director.AdvanceUntilAsync(() => _plugin.Runs > 5, s_ample);
        Assert.Empty(table.Applied);
        _plugin.Say(0, "OK | weight=40");
        var runs = _plugin.Runs;
        await director.AdvanceUntilAsync(() => _plugin.Runs > runs + 3, s_ample);
        Assert.Empty(table.Applied);
        _plugin.Say(0, "OK");
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task Unknown_LeavesServerAndWeight_AndIsMailedOnce_AndOnceWhenItIsKnownAgain()
    {
        _plugin.Say(0, "OK | weight=40");
        var service = Pair with
        {
            FailureCount = 3,
            Mail = MailSettings.None with { Recipients = ["root@localhost"], Phases = DaemonPhases.All },
        };
        await using var director = new RunningDirector(Of(service));
        await ReachAsync(director, "10.0.1.1:80 40, 10.0.1.2:80 100");
        _plugin.Say(3, "usage");
        var runs = _plugin.Runs;
        await director.AdvanceUntilAsync(() => _plugin.Runs > runs + 10, s_ample);
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        _plugin.Say(0, "OK | weight=40");
        await director.AdvanceUntilAsync(() => Mailed(director).Count > 1, s_ample);
        Assert.Equal(
            [
                "emailalert: Unknown health of real server: 10.0.1.1:80 (tcp:10.0.0.1:80), 3 times in a row, and it stays as it is: "
                    + "check: usage",
                "emailalert: Health of real server is known again: 10.0.1.1:80 (tcp:10.0.0.1:80): OK",
            ],
            Mailed(director));
    }

    private static List<string> Mailed(RunningDirector director) =>
        [.. director.Log.Lines.Where(line => line.StartsWith("emailalert:", StringComparison.Ordinal)
            && line.Contains("nown ", StringComparison.Ordinal))];

    private Task ReachAsync(RunningDirector director, string table) =>
        director.AdvanceUntilAsync(() => director.In(Pair) == table, s_ample);

    private async Task HangAsync(RunningDirector director)
    {
        _plugin.Hang();
        var runs = _plugin.Runs;
        await director.AdvanceUntilAsync(() => _plugin.Runs > runs + 30, s_ample);
    }

    /// <summary>What the plugin of a server says.</summary>
    private sealed class Plugin
    {
        private volatile Tuple<int, string>? _said = Tuple.Create(0, "OK");
        private int _runs;

        public int WarningWeight { get; set; } = 100;

        public int Runs => Volatile.Read(ref _runs);

        public void Say(int status, string line) => _said = Tuple.Create(status, line);

        public void Hang() => _said = null;

        public async ValueTask<CheckResult> RunAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _runs);
            if (_said is not { } said)
            {
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException();
            }

            return ProgramVerdict.Of(
                ExitCodes.Nagios, new ProcessEnd(said.Item1 << 8), Encoding.UTF8.GetBytes(said.Item2), "check", WarningWeight);
        }
    }

    private sealed record PluginCheck(Plugin Plugin, TimeSpan Timeout) : Check(new IPEndPoint(IPAddress.Loopback, 80), Timeout)
    {
        public override string Kind => "test";

        public override bool RunsProgram => true;

        public override bool MayGiveWeight => true;

        public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Plugin.RunAsync(ct);
    }
}
