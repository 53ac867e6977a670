using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Agents together with everything else, in a director at work.</summary>
public sealed class AgentInteractionTests : IAsyncDisposable
{
    private const string Whole = "10.0.1.1:80 100, 10.0.1.2:80 100";

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _first = new();
    private readonly Backend _second = new();
    private readonly FakeAgent _agent = new("100%");
    private readonly FakeAgent _other = new("up");

    private VirtualService Pair => Virtual(
        "10.0.0.1:80",
        Real("10.0.1.1:80", _first, 100) with { Agent = _agent.Check },
        Real("10.0.1.2:80", _second, 100) with { Agent = _other.Check }) with
    {
        AgentInterval = TimeSpan.FromSeconds(1),
        CheckInterval = TimeSpan.FromSeconds(1),
    };

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task DryRun_ShowsTheWeightsThatItWouldWrite()
    {
        _agent.Say("45%");
        _other.Say("0%");
        var kernel = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 100)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 45, 10.0.1.2:80 0", s_ample);
        var now = (await director.SnapshotAsync()).Comparison!.Now;
        Assert.Equal(
            [
                ("ipvsadm -e -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 45", "-m -w 100"),
                ("ipvsadm -e -t 10.0.0.1:80 -r 10.0.1.2:80 -m -w 0", "-m -w 100"),
            ],
            now.Select(difference => (IpvsadmFormat.Command(difference.Operation), difference.Kernel!)));
        kernel.Apply([.. now.Select(difference => difference.Operation)]);
        Assert.Empty((await director.SnapshotAsync()).Comparison!.Now);
        Assert.Equal(2, kernel.Applied.Count);
    }

    [Fact]
    public async Task SlowStart_IsMultiplied_AndANewAnswerIsWrittenWithTheNextStep()
    {
        await using var director = new RunningDirector(Of(Pair with { SlowStart = TimeSpan.FromSeconds(200) }));
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.2:80 100", s_ample);
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 10, 10.0.1.2:80 100", s_ample);
        _agent.Say("50%");
        var written = director.Table.Applied.Count;
        await director.AdvanceUntilAsync(() => director.Table.Applied.Count > written, s_ample);
        Assert.Equal("10.0.1.1:80 8, 10.0.1.2:80 100", director.In(Pair)); // half of step 3 of 20
        Assert.Equal(written + 1, director.Table.Applied.Count);
    }

    [Fact]
    public async Task EndOfADrain_IsNoSlowStart()
    {
        var slow = Pair with { SlowStart = TimeSpan.FromSeconds(20) };
        await using var director = new RunningDirector(Of(slow));
        await director.AdvanceUntilAsync(() => director.In(slow) == Whole, s_ample);
        _agent.Say("drain");
        await director.AdvanceUntilAsync(() => director.In(slow) == "10.0.1.1:80 0, 10.0.1.2:80 100", s_ample);
        var written = director.Table.Applied.Count;
        _agent.Say("up");
        await director.AdvanceUntilAsync(() => director.In(slow) == Whole, s_ample);
        Assert.Equal(written + 1, director.Table.Applied.Count);
    }

    [Fact]
    public async Task DrainedServer_IsNotUpForMinservers()
    {
        var service = Pair with
        {
            Fallback = Destination("10.0.9.9:80"),
            Quorum = new QuorumSettings(new ServerShare(2, IsPercent: false), null, LostMode.Join),
        };
        await using var director = new RunningDirector(Of(service));
        await director.AdvanceUntilAsync(() => director.In(service) == Whole, s_ample);
        _agent.Say("drain");
        await director.AdvanceUntilAsync(
            () => director.In(service) == "10.0.1.1:80 0, 10.0.1.2:80 100, 10.0.9.9:80 1", s_ample);
        Assert.Equal("1 of 2 up, 2 wanted", (await director.SnapshotAsync()).Services[0].Lost);
    }

    [Fact]
    public async Task LostAll_PutsFailedServersIn_ButNotThoseWhoseAgentDrains()
    {
        var service = Pair with { Quorum = new QuorumSettings(new ServerShare(1, IsPercent: false), null, LostMode.All) };
        await using var director = new RunningDirector(Of(service));
        await director.AdvanceUntilAsync(() => director.In(service) == Whole, s_ample);
        _first.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 100", s_ample);
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == Whole, s_ample);
        _agent.Say("drain");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 100", s_ample);
        _agent.Say("0%");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0, 10.0.1.2:80 100", s_ample);
        _other.Say("maint");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1", s_ample);
    }

    [Fact]
    public async Task ReloadWithAnotherAgent_ForgetsTheAnswer_AndOneWithoutForgetsTheWeightThatWaitedForIt()
    {
        _agent.Say(null);
        var patient = Pair with { FailureCount = 1000, SlowStart = TimeSpan.FromSeconds(20) };
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 40)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        await using var director = new RunningDirector(Of(patient), table);
        await director.FirstRoundAsync();
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        var withoutAgents = patient with { RealServers = [.. patient.RealServers.Select(server => server with { Agent = null })] };
        director.Reload(new ConfigResult(Of(withoutAgents), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);

        _agent.Say("30%");
        director.Reload(new ConfigResult(Of(patient), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 30, 10.0.1.2:80 100", s_ample);
        director.Reload(new ConfigResult(
            Of(patient with { RealServers = [patient.RealServers[0] with { Agent = _other.Check }, patient.RealServers[1]] }), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_ample);
    }

    [Fact]
    public async Task WeightThatWaitsForTheAgent_IsNotKeptBeyondTheWeightOfAReloadedFile()
    {
        _agent.Say(null);
        var patient = Pair with { FailureCount = 1000 };
        var table = new RecordingIpvs(new ServiceEntry(
            Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 40)), new DestinationEntry(Destination("10.0.1.2:80", 100))));
        await using var director = new RunningDirector(Of(patient), table);
        await director.FirstRoundAsync();
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(Pair));
        var lighter = Real("10.0.1.1:80", _first, 30) with { Agent = _agent.Check };
        director.Reload(new ConfigResult(Of(patient with { RealServers = [lighter, patient.RealServers[1]] }), []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 30, 10.0.1.2:80 100", s_ample);
    }

    [Fact]
    public async Task Maint_ClosesTheHeldConnection_AndItsEndAsksTheCheckAtOnce_AndNeedsAllPasses()
    {
        await using var held = new ScriptedServer(peer => peer.HangAsync());
        var check = new BackendCheck(held.EndPoint, _first, CheckTimeout);
        var server = new RealServer(held.EndPoint, Destination($"{held.EndPoint}", 100), check) { Agent = _agent.Check };
        var service = Virtual("10.0.0.1:80", server, Real("10.0.1.2:80", _second, 100)) with
        {
            Watch = WatchMode.Connection,
            AgentInterval = TimeSpan.FromSeconds(1),
            CheckInterval = TimeSpan.FromHours(1),
            Pace = new PaceSettings { SuccessCount = 2, RetryInterval = TimeSpan.FromSeconds(1) },
        };
        await using var director = new RunningDirector(Of(service));
        var whole = $"10.0.1.2:80 100, {held.EndPoint} 100";
        await director.AdvanceUntilAsync(() => director.In(service) == whole, s_ample);
        await Eventually.TrueAsync(async () => await WatchAsync(director) == WatchState.Held);
        _agent.Say("maint");
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.2:80 100", s_ample);
        Assert.Null(await WatchAsync(director));
        var probes = _first.Probes;
        _agent.Say("ready");
        await director.AdvanceUntilAsync(() => director.In(service) == whole, s_ample);
        Assert.Equal(probes + 2, _first.Probes);
        await Eventually.TrueAsync(async () => await WatchAsync(director) == WatchState.Held);
    }

    [Fact]
    public async Task FeedbackAgentOfLoadbalancerOrg_AskedTooSeldomToHearUpReady_ComesBackAfterItsDrain()
    {
        // The bytes of its modes Normal, Drain and Normal; "up ready" is said in the first 10 s of a mode alone.
        TimeProvider clock = TimeProvider.System;
        var (mode, since, said) = ("normal", long.MinValue, new ConcurrentQueue<string>());
        await using var agent = new ScriptedServer(peer =>
        {
            var isNew = since != long.MinValue && clock.GetElapsedTime(since) < TimeSpan.FromSeconds(10);
            var line = mode == "drain" ? "drain\n" : isNew ? "up ready 93%\n" : "93%\n";
            said.Enqueue(line);
            return peer.SendAsync(line);
        });
        var seldom = Pair with
        {
            AgentInterval = TimeSpan.FromSeconds(15),
            RealServers = [Pair.RealServers[0] with { Agent = new AgentCheck(agent.EndPoint, CheckTimeout, "") }, Pair.RealServers[1]],
        };
        await using var director = new RunningDirector(Of(seldom));
        clock = director.Time;
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 93, 10.0.1.2:80 100", s_ample);
        (mode, since) = ("drain", clock.GetTimestamp());
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 0, 10.0.1.2:80 100", s_ample);
        (mode, since) = ("normal", clock.GetTimestamp());
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 93, 10.0.1.2:80 100", s_ample);
        Assert.Equal(["93%\n", "drain\n", "93%\n"], Changes(said));
    }

    [Fact]
    public async Task FourThousandAgents_WhoseAnswersDifferBy2Percent_CauseNoEditInAMinute()
    {
        const int agents = 4000;
        var questions = 0;
        var service = Virtual("10.0.0.1:80", [.. Enumerable.Range(0, agents).Select(number =>
        {
            var endPoint = EndPoint($"10.{1 + (number / 250)}.0.{1 + (number % 250)}:80");
            return new RealServer(endPoint, Destination($"{endPoint}", 100), new BackendCheck(endPoint, _first, CheckTimeout))
            {
                Agent = new JitteringAgent(endPoint, () => 48 + (Interlocked.Increment(ref questions) * 7 % 5)),
            };
        })]) with
        { AgentInterval = TimeSpan.FromSeconds(5), CheckInterval = TimeSpan.FromHours(1) };
        await using var director = new RunningDirector(Of(service));
        await director.FirstRoundAsync();
        // The first answers are written.
        await PassAsync(director, TimeSpan.FromSeconds(12));
        var (asked, written) = (questions, director.Table.Applied.Count);
        Assert.All(director.Table.Read().Services[0].Destinations, found => Assert.InRange(found.Destination.Weight, 48, 52));
        await PassAsync(director, TimeSpan.FromSeconds(60));
        Assert.InRange(questions - asked, 11 * agents, 13 * agents);
        Assert.Equal(written, director.Table.Applied.Count);
    }

    private static async Task PassAsync(RunningDirector director, TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            director.Time.Advance(TimeSpan.FromSeconds(1));
            _ = await director.PulseAsync(TestContext.Current.CancellationToken); // what was posted before is handled
        }
    }

    private static async Task<WatchState?> WatchAsync(RunningDirector director) =>
        (await director.SnapshotAsync()).Services[0].Servers[0].Watch;

    private static List<string> Changes(IEnumerable<string> lines)
    {
        var changes = new List<string>();
        foreach (var line in lines)
        {
            if (changes.Count == 0 || changes[^1] != line)
                changes.Add(line);
        }

        return changes;
    }

    /// <summary>An agent that gives another percentage each time.</summary>
    private sealed record JitteringAgent(IPEndPoint Target, Func<int> Percent) : AgentQuestion(Target, CheckTimeout)
    {
        public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
        {
            var answer = AgentLine.Parse(Encoding.Latin1.GetBytes($"{Percent()}%"))!;
            return new(new CheckResult(StatusCode.ResponseOk, answer.Text) { Agent = answer });
        }
    }
}
