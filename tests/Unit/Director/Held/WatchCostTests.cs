using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What watch = connection costs with a server that closes idle connections.</summary>
public class WatchCostTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(500);

    /// <param name="idle">Seconds after which the server closes.</param>
    /// <param name="after">Minutes until the watch has adapted.</param>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(20, 5)]
    public async Task ServerThatClosesIdleConnections_StaysIn_AndIsCheckedAtMostAFifthMoreOften(int idle, int after)
    {
        const int minutes = 10;
        TimeProvider? clock = null;
        var (check, started) = (new Backend(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = new ScriptedServer(async peer =>
        {
            await started.Task;
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(idle), clock!), peer.HangAsync());
        });
        var probed = new BackendCheck(server.EndPoint, check, CheckTimeout);
        var real = new RealServer(server.EndPoint, Destination($"{server.EndPoint}"), probed);
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", real) with { Watch = WatchMode.Connection }));
        clock = director.Time;
        started.SetResult();
        await director.FirstRoundAsync();
        await PassAsync(director, TimeSpan.FromMinutes(after));
        var (checks, closes) = (check.Probes, server.Connections);
        await PassAsync(director, TimeSpan.FromMinutes(minutes));
        var regular = minutes * TimeSpan.FromMinutes(1) / Interval;
        Assert.InRange(check.Probes - checks, regular * 0.8, regular * 1.2);
        Assert.True(closes >= 3, $"{closes}");
        Assert.IsType<AddService>(director.Table.Applied.First());
        Assert.Single(director.Table.Applied.OfType<AddDestination>());
        Assert.Equal(2, director.Table.Applied.Count);
        Assert.DoesNotContain(director.Log.Lines, line => line.Contains("failed", StringComparison.Ordinal));
    }

    private static async Task PassAsync(RunningDirector director, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += s_step)
        {
            director.Time.Advance(s_step);
            // What the step set off, a close or a check, has its moment of real time to arrive.
            await Task.Delay(1, TestContext.Current.CancellationToken);
            _ = await director.PulseAsync(TestContext.Current.CancellationToken);
        }
    }
}
