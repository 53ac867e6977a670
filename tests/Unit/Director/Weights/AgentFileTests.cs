using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>agentfile, in a director at work.</summary>
public sealed class AgentFileTests : IDisposable
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Backend _backend = new();

    private RealServer Plain => Real("10.0.1.1:80", _backend, 100);

    private RealServer WithFile => Plain with { Agent = new AgentFileCheck(EndPoint("10.0.1.1:80"), CheckTimeout, _folder.Path("a")) };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_GivesTheWeight_AndTakesTheServerOutAtOnce()
    {
        Say("50%");
        await using var director = new RunningDirector(Of(With(WithFile)));
        await ReachAsync(director, "10.0.1.1:80 50, 10.0.1.2:80 100");
        Say("down # disk full");
        await ReachAsync(director, "10.0.1.2:80 100");
        Assert.Equal("its agent says down: disk full", (await director.SnapshotAsync()).Services[0].Servers[0].Reason);
        Say("up");
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task FileThatSaysDownFromTheStart_NeverLetsTheServerIn()
    {
        Say("down");
        await using var director = new RunningDirector(Of(With(WithFile)));
        await ReachAsync(director, "10.0.1.2:80 100");
        var probes = _backend.Probes;
        await director.AdvanceUntilAsync(() => _backend.Probes > probes + 3, s_ample);
        Assert.DoesNotContain(director.Table.Applied, operation => operation is AddDestination add && add.Destination.Weight > 0
            && $"{add.Destination.EndPoint}" == "10.0.1.1:80");
    }

    [Fact]
    public async Task MissingFile_SaysNothing_AndIsLoggedOnce()
    {
        await using var director = new RunningDirector(Of(With(WithFile)));
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
        var probes = _backend.Probes;
        await director.AdvanceUntilAsync(() => _backend.Probes > probes + 5, s_ample);
        Assert.Equal(
            $"Agent of 10.0.1.1:80 (tcp:10.0.0.1:80) is lost, the checks alone decide: {_folder.Path("a")}: there is no such file",
            Assert.Single(director.Log.Lines, line => line.Contains("is lost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FileThatIsRemoved_IsForgottenAfterFailurecountLooks_AndAnEmptyOneIsNot()
    {
        Say("drain");
        await using var director = new RunningDirector(Of(With(WithFile)));
        await ReachAsync(director, "10.0.1.2:80 100");
        Say("");
        var probes = _backend.Probes;
        await director.AdvanceUntilAsync(() => _backend.Probes > probes + 5, s_ample);
        Assert.Equal("10.0.1.2:80 100", director.In(With(WithFile)));
        File.Delete(_folder.Path("a"));
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public async Task Reload_KeepsTheWordOfTheSameFile_AndForgetsThatOfAnother()
    {
        Say("50%");
        await using var director = new RunningDirector(Of(With(WithFile)));
        await ReachAsync(director, "10.0.1.1:80 50, 10.0.1.2:80 100");
        var edits = director.Table.Applied.Count;
        director.Reload(new ConfigResult(Of(With(WithFile) with { FailureCount = 3 }), []));
        var probes = _backend.Probes;
        await director.AdvanceUntilAsync(() => _backend.Probes > probes + 3, s_ample);
        Assert.Equal(edits, director.Table.Applied.Count);
        director.Reload(new ConfigResult(Of(With(Plain)), []));
        await ReachAsync(director, "10.0.1.1:80 100, 10.0.1.2:80 100");
    }

    [Fact]
    public void ServerThatAwaitsItsFile_IsNotUp_UntilTheFileWasLookedAt_OrIsNoLongerNamed()
    {
        var service = With(WithFile);
        var server = new TrackedServer(
            service, service.RealServers[0], Ldirectord.Planning.AdoptedServers.View(service, service.RealServers[0], null), default);
        server.Apply(HealthTracker.OnResult(server, new ProbeResult(new CheckResult(StatusCode.ResponseOk, ""), default), default));

        Assert.False(server.View.IsUp);
        Assert.True(server.CarryInto(With(Plain), Plain).View.IsUp);
        server.Apply(AgentTracker.OnAnswer(server, new ProbeResult(new CheckResult(StatusCode.LocalError, ""), default), default));
        Assert.True(server.View.IsUp);
    }

    [Fact]
    public async Task Restart_KeepsTheServerThatItFinds()
    {
        var table = new RecordingIpvs(new ServiceEntry(
            With(Plain).Service,
            new DestinationEntry(Destination("10.0.1.1:80", 40)),
            new DestinationEntry(Destination("10.0.1.2:80", 100))));
        Say("40%");
        await using var director = new RunningDirector(Of(With(WithFile)), table);
        await director.FirstRoundAsync();
        var probes = _backend.Probes;
        await director.AdvanceUntilAsync(() => _backend.Probes > probes + 2, s_ample);
        Assert.Equal("10.0.1.1:80 40, 10.0.1.2:80 100", director.In(With(Plain)));
        Assert.Empty(table.Applied);
    }

    private static VirtualService With(RealServer server) => Virtual("10.0.0.1:80", server, Real("10.0.1.2:80", weight: 100)) with
    {
        AgentInterval = TimeSpan.FromSeconds(1),
        CheckInterval = TimeSpan.FromSeconds(1),
        FailureCount = 2,
    };

    // As programs should: a new file takes the name of the old one.
    private void Say(string line)
    {
        _folder.Write("new", line);
        File.Move(_folder.Path("new"), _folder.Path("a"), overwrite: true);
    }

    private Task ReachAsync(RunningDirector director, string table) =>
        director.AdvanceUntilAsync(() => director.In(With(Plain)) == table, s_ample);
}
