using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What a director at work remembers of what happened.</summary>
public class DirectorEventsTests
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _backend = new();

    private VirtualService One => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _backend), Real("10.0.1.2:80"));

    [Fact]
    public async Task ServerThatDies_IsTold_BeforeTheTablesChange_AndBothWithTheSnapshotThatShowsIt()
    {
        await using var director = new RunningDirector(Of(One));
        await director.FirstRoundAsync();
        Assert.Equal(EventKind.Started, Told(director)[0].Kind);
        _backend.Die();
        await director.AdvanceUntilAsync(() => director.In(One) == "10.0.1.2:80 1", s_ample);
        var snapshot = await director.SnapshotAsync();
        var told = Told(director)[^2..];
        Assert.Equal([EventKind.Down, EventKind.Table], told.Select(one => one.Kind));
        Assert.All(told, one => Assert.Equal(("tcp:10.0.0.1:80", "10.0.1.1:80"), (one.Virtual, one.Real)));
        Assert.Equal(["connection refused", "ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80"], told.Select(one => one.Message));
        Assert.Equal(told[^1].Id, snapshot.LastEvent);
        Assert.Equal((StatusCode.ConnectRefused, ReportedHealth.Down), (told[0].Code, snapshot.Services[0].Servers[0].Health));
    }

    [Fact]
    public async Task Reload_IsTold_AndKeepsTheTimelineStripAndUptime()
    {
        await using var director = new RunningDirector(Of(One));
        await director.FirstRoundAsync();
        _backend.Die();
        await director.AdvanceUntilAsync(() => director.In(One) == "10.0.1.2:80 1", s_ample);
        director.Reload(new ConfigResult(Of(One with { CheckInterval = Interval * 100 }), []));
        await director.AdvanceUntilAsync(() => Told(director)[^1].Kind == EventKind.Reload, s_ample);
        Assert.Equal("/etc/ha.d/ldirectord.cf is active, with 1 virtual service", Told(director)[^1].Message);
        var server = (await director.SnapshotAsync()).Services[0].Servers[0];
        Assert.EndsWith("-", server.Strip.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("+", server.Strip.ToString(), StringComparison.Ordinal);
        Assert.InRange(server.Uptime!.Value, 0.01, 1);
    }

    [Fact]
    public async Task RefusedReload_IsToldWithItsSentence_AndStaysTheProblem()
    {
        await using var director = new RunningDirector(Of(One));
        await director.FirstRoundAsync();
        director.Reload(new ConfigResult(null, [new Diagnostic(Severity.Error, "/x.cf", 3, 0, "nonsense")]));
        await director.AdvanceUntilAsync(() => Told(director)[^1].Kind == EventKind.ReloadRefused, s_ample);
        Assert.Contains("nonsense", Told(director)[^1].Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", (await director.SnapshotAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeThatTheKernelRefuses_IsTold()
    {
        var table = new RecordingIpvs
        {
            Refuses = operation => operation is AddDestination(_, var destination) && $"{destination.EndPoint}" == "10.0.1.1:80",
        };
        await using var director = new RunningDirector(Of(One), table);
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => Told(director).Any(one => one.Kind == EventKind.TableRefused), s_ample);
        Assert.Equal("ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 1: refused",
            Told(director).First(one => one.Kind == EventKind.TableRefused).Message);
    }

    private static DirectorEvent[] Told(RunningDirector director) => [.. director.Events.Read(null, int.MaxValue).Events];
}
