using System.Threading.Channels;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>watch = connection when this machine lacks descriptors.</summary>
public class WatchShortageTests
{
    [Fact]
    public async Task ConnectionThatThisMachineCannotOpen_SaysSoOnce_AndNothingOfTheServer()
    {
        using var refusing = ScriptedServer.Refusing(out var target);
        var server = new RealServer(target, Destination($"{target}"), new BackendCheck(target, new Backend(), CheckTimeout));
        var service = Virtual("10.0.0.1:80", server) with { Watch = WatchMode.Connection };
        var (time, log, posted) = (new ManualTime(), new RecordingLog(), Channel.CreateUnbounded<LoopMessage>());
        var state = new DirectorState(Of(service), time.GetUtcNow());
        var change = state.Servers.Change(new ConfigDelta([], [service]), [], time.GetUtcNow());
        using var probes = new ProbeScheduler(time, _ => { });
        using var watches = new ConnectionWatches(
            state, probes, new CheckSources(), HeldConnection.HoldAsync, time, message => posted.Writer.TryWrite(message), log);
        watches.Update();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            watches.OnResult(change.New[0].Probe, CheckStatus.Passed);
            var ended = (HeldConnectionEnded)await posted.Reader.ReadAsync(TestContext.Current.CancellationToken);
            watches.OnEnded(ended with { End = new HeldConnectionEnd(TimeSpan.Zero, "no file descriptor left", IsOurs: true) });
        }

        Assert.Equal(["Not every server is watched: no file descriptor left; the others are checked as without watch"], log.Lines);
        Assert.Equal(WatchState.Waiting, change.New[0].Watch);
    }
}
