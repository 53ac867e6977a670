using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>minservers, recoverservers and lost, in a director at work.</summary>
public class QuorumTests
{
    private const string Whole = "10.0.1.1:80 1, 10.0.1.2:80 1, 10.0.1.3:80 1, 10.0.1.4:80 1";

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend[] _backends = [new(), new(), new(), new()];

    private VirtualService Four => Virtual("10.0.0.1:80", [.. _backends.Select((backend, i) => Real($"10.0.1.{i + 1}:80", backend))]) with
    {
        Fallback = Destination("10.0.9.9:80"),
        Quorum = new QuorumSettings(new ServerShare(2, false), new ServerShare(3, false), LostMode.Fallback),
        CheckInterval = TimeSpan.FromSeconds(1),
        Mail = MailSettings.None with { Recipients = ["root@localhost"] },
    };

    [Fact]
    public async Task ThirdFailureOfFour_IsLost_AndTheSecondReturn_IsWhole_SaidOnceEach()
    {
        await using var director = new RunningDirector(Of(Four));
        await ReachAsync(director, Whole);
        _backends[0].Die();
        _backends[1].Die();
        await ReachAsync(director, "10.0.1.3:80 1, 10.0.1.4:80 1");
        _backends[2].Die();
        await ReachAsync(director, "10.0.9.9:80 1");
        _backends[0].Return();
        await director.AdvanceUntilAsync(() => director.Log.Lines.Any(line => line.Contains("whole again", StringComparison.Ordinal))
            || _backends[0].Probes > 20, s_ample);
        Assert.Equal("10.0.9.9:80 1", director.In(Four));
        Assert.Equal("2 of 4 up, 3 wanted", (await director.SnapshotAsync()).Services[0].Lost);
        _backends[1].Return();
        await ReachAsync(director, "10.0.1.1:80 1, 10.0.1.2:80 1, 10.0.1.4:80 1");
        Assert.Null((await director.SnapshotAsync()).Services[0].Lost);
        Assert.Equal(
            ["Lost virtual server: 10.0.0.1:80: 1 of 4 up, 3 wanted", "Virtual server is whole again: 10.0.0.1:80: 3 of 4 up, 2 wanted"],
            director.Log.Lines.Where(line => line.StartsWith("Lost", StringComparison.Ordinal)
                || line.StartsWith("Virtual server is", StringComparison.Ordinal)));
        Assert.Contains(director.Log.Lines, line => line.StartsWith("emailalert: Lost virtual", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FallbackIsAddedBeforeTheSurvivorsLeave_AndLeavesAfterTheyAreBack()
    {
        await using var director = new RunningDirector(Of(Four));
        await ReachAsync(director, Whole);
        foreach (var backend in _backends[..3])
            backend.Die();
        await ReachAsync(director, "10.0.9.9:80 1");
        Assert.True(Position(director, new AddDestination(Four.Id, Destination("10.0.9.9:80")))
            < Position(director, new DeleteDestination(Four.Id, EndPoint("10.0.1.4:80"))));
        foreach (var backend in _backends[..3])
            backend.Return();
        await ReachAsync(director, Whole);
        var order = director.Table.Applied.ToList();
        Assert.True(order.LastIndexOf(new AddDestination(Four.Id, Destination("10.0.1.4:80")))
            < order.LastIndexOf(new DeleteDestination(Four.Id, EndPoint("10.0.9.9:80"))));
    }

    [Fact]
    public async Task LostAll_KeepsEveryServerIn_WithoutTheFallback()
    {
        var service = Four with { Quorum = Four.Quorum with { Lost = LostMode.All } };
        await using var director = new RunningDirector(Of(service));
        await ReachAsync(director, Whole);
        var before = director.Table.Applied.Count;
        foreach (var backend in _backends)
            backend.Die();
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith("Lost", StringComparison.Ordinal)), s_ample);
        await ReachAsync(director, Whole);
        Assert.DoesNotContain(new AddDestination(service.Id, Destination("10.0.9.9:80")), director.Table.Applied.Skip(before));
    }

    [Fact]
    public async Task StartWithLostAll_PutsNoUncheckedServerIn()
    {
        foreach (var backend in _backends)
            backend.Hangs = true;
        var service = Four with { Quorum = Four.Quorum with { Lost = LostMode.All } };
        await using var director = new RunningDirector(Of(service));
        await Eventually.EqualAsync("10.0.9.9:80 1", () => director.In(service));
    }

    [Fact]
    public async Task Reload_KeepsALostServiceLost_AndJudgesByTheNewMarks()
    {
        await using var director = new RunningDirector(Of(Four));
        await ReachAsync(director, Whole);
        foreach (var backend in _backends[..3])
            backend.Die();
        await ReachAsync(director, "10.0.9.9:80 1");
        _backends[0].Return();
        await director.AdvanceUntilAsync(() => _backends[0].Probes > 20, s_ample);
        director.Reload(new ConfigResult(Of(Four with { FailureCount = 2 }), []));
        await director.AdvanceUntilAsync(() => _backends[0].Probes > 25, s_ample);
        Assert.Equal("10.0.9.9:80 1", director.In(Four));
        var lower = Four with { Quorum = Four.Quorum with { RecoverServers = null } };
        director.Reload(new ConfigResult(Of(lower), []));
        await ReachAsync(director, "10.0.1.1:80 1, 10.0.1.4:80 1");
    }

    [Fact]
    public async Task Restart_FindsALostServiceByItsFallback()
    {
        var table = new RecordingIpvs(new ServiceEntry(Four.Service, new DestinationEntry(Destination("10.0.9.9:80"))));
        _backends[0].Die();
        _backends[1].Die();
        await using var director = new RunningDirector(Of(Four), table);
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(() => _backends[2].Probes > 5, s_ample);
        Assert.Equal("10.0.9.9:80 1", director.In(Four));
    }

    /// <summary>A dry run tells which programs would have run.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReloadThatReplacesTheLastServerThatIsUp_RunsNoFallbackcommand(int minServers)
    {
        var service = Four with
        {
            FallbackCommand = "/bin/switch",
            Quorum = new QuorumSettings(new ServerShare(minServers, false), null, LostMode.Fallback),
        };
        var (before, after) = Replaced(service);
        await using var director = new RunningDirector(Of(before), shadowed: new RecordingIpvs());
        await director.AdvanceUntilAsync(() => director.In(before) == "10.0.1.1:80 1, 10.0.1.2:80 1", s_ample);
        var ran = Commands().Count();
        var hold = new TaskCompletionSource();
        _backends[2].Hold = _backends[3].Hold = hold.Task;
        director.Reload(new ConfigResult(Of(after), []));
        await director.AdvanceUntilAsync(() => _backends[2].Probes > 0 && _backends[3].Probes > 0, s_ample);
        await director.SnapshotAsync();
        Assert.Equal("10.0.1.1:80 1, 10.0.1.2:80 1", director.In(after));
        hold.SetResult();
        await director.AdvanceUntilAsync(() => director.In(after) == "10.0.1.3:80 1, 10.0.1.4:80 1", s_ample);
        Assert.Equal(ran, Commands().Count());

        // Afterwards it runs as ever.
        _backends[2].Die();
        _backends[3].Die();
        await director.AdvanceUntilAsync(() => Commands().Count() == ran + 1, s_ample);
        Assert.EndsWith("/bin/switch start 10.0.0.1:80 tcp", Commands().Last(), StringComparison.Ordinal);

        IEnumerable<string> Commands() => director.Log.Lines.Where(line => line.Contains("/bin/switch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SuccessorsThatAllFail_RunFallbackcommandOnce()
    {
        var service = Four with { FallbackCommand = "/bin/switch", Quorum = QuorumSettings.Default };
        var (before, after) = Replaced(service);
        await using var director = new RunningDirector(Of(before), shadowed: new RecordingIpvs());
        await director.AdvanceUntilAsync(() => director.In(before) == "10.0.1.1:80 1, 10.0.1.2:80 1", s_ample);
        var started = Started();
        _backends[2].Die();
        _backends[3].Die();
        director.Reload(new ConfigResult(Of(after), []));
        await director.AdvanceUntilAsync(() => director.In(after) == "10.0.9.9:80 1" && Started() == started + 1, s_ample);

        int Started() => director.Log.Lines.Count(line => line.Contains("/bin/switch start", StringComparison.Ordinal));
    }

    /// <summary>The service with the first two servers, and with the other two.</summary>
    private static (VirtualService Before, VirtualService After) Replaced(VirtualService service) =>
        (service with { RealServers = service.RealServers[..2] }, service with { RealServers = service.RealServers[2..] });

    private static int Position(RunningDirector director, IpvsOperation operation) => director.Table.Applied.ToList().IndexOf(operation);

    private Task ReachAsync(RunningDirector director, string table) =>
        director.AdvanceUntilAsync(() => director.In(Four) == table, s_ample);
}
