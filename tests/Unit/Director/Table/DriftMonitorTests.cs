using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class DriftMonitorTests
{
    private static readonly TimeSpan OneInterval = Interval + TimeSpan.FromSeconds(1);

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first, 3), Real("10.0.1.2:80", _second));

    private RecordingIpvs Kernel => new(new ServiceEntry(
        Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 3)), new DestinationEntry(Destination("10.0.1.2:80"))));

    [Fact]
    public async Task AgreeingTables_DoNotDiffer()
    {
        await using var director = new RunningDirector(Of(Pair), shadowed: Kernel);
        await director.FirstRoundAsync();
        var comparison = (await director.SnapshotAsync()).Comparison;
        Assert.NotNull(comparison);
        Assert.Empty(comparison.Now);
        Assert.Empty(comparison.Ended);
    }

    [Fact]
    public async Task ServerInOneTableOnly_IsReportedWhileItLasts_AndAfterwards()
    {
        var kernel = Kernel;
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await director.FirstRoundAsync();
        _first.Die();
        await director.AdvanceUntilAsync(() =>
            director.Log.Lines.Any(line => line.StartsWith("Kernel table differs", StringComparison.Ordinal)), 2 * OneInterval);
        Assert.Contains(
            "Kernel table differs: expected ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80, found -m -w 3; down: connection refused",
            director.Log.Lines);
        var now = Assert.Single((await director.SnapshotAsync()).Comparison!.Now);
        Assert.Equal(new DeleteDestination(Pair.Id, EndPoint("10.0.1.1:80")), now.Operation);
        Assert.NotNull(now.Since);

        kernel.Apply([now.Operation]);
        await director.AdvanceUntilAsync(() => director.Log.Lines.Any(line => line.Contains("matches again", StringComparison.Ordinal)),
            OneInterval);
        var comparison = (await director.SnapshotAsync()).Comparison!;
        Assert.Empty(comparison.Now);
        var ended = Assert.Single(comparison.Ended);
        Assert.Equal(now, ended with { Until = null });
        Assert.Equal(Interval, ended.Until - ended.Since);
    }

    [Fact]
    public async Task WeightSetByHand_IsADifference_ThatADryRunKeeps()
    {
        var kernel = Kernel;
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await director.FirstRoundAsync();
        kernel.Apply([new EditDestination(Pair.Id, Destination("10.0.1.2:80", 7))]);
        var now = Assert.Single((await director.SnapshotAsync()).Comparison!.Now);
        Assert.Equal(new EditDestination(Pair.Id, Destination("10.0.1.2:80")), now.Operation);
        Assert.Equal(("-m -w 7", "up: fine"), (now.Kernel, now.Reason));
        Assert.Single(kernel.Applied);
    }

    [Fact]
    public async Task Fallback_IsReportedAsFallback()
    {
        _first.Die();
        _second.Die();
        var pair = Pair with { Fallback = Destination("10.0.9.1:80") };
        await using var director = new RunningDirector(Of(pair), shadowed: Kernel);
        await director.FirstRoundAsync();
        var now = (await director.SnapshotAsync()).Comparison!.Now;
        Assert.Equal(3, now.Length);
        Assert.Contains(now, difference => difference is
        {
            Operation: AddDestination, Kernel: null, Reason: "fallback: "
            + "no real server is up"
        });
    }

    [Fact]
    public async Task UnreadableTable_StopsNothing()
    {
        var kernel = Kernel;
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await director.FirstRoundAsync();
        kernel.OutOfReach = true;
        await director.AdvanceUntilAsync(() => director.Log.Lines.Any(line => line.Contains("out of reach", StringComparison.Ordinal)),
            2 * OneInterval);
        kernel.OutOfReach = false;
        Assert.Empty((await director.SnapshotAsync()).Comparison!.Now);
    }

    [Fact]
    public async Task ManyDifferencesThatEnded_AreRememberedWithABound()
    {
        var kernel = Kernel;
        await using var director = new RunningDirector(Of(Pair), shadowed: kernel);
        await director.FirstRoundAsync();
        for (var i = 0; i < 2 * Ldirectord.Director.DriftMonitor.Remembered; i++)
        {
            kernel.Apply([new EditDestination(Pair.Id, Destination("10.0.1.2:80", 2))]);
            Assert.Single((await director.SnapshotAsync()).Comparison!.Now);
            kernel.Apply([new EditDestination(Pair.Id, Destination("10.0.1.2:80", 1))]);
            Assert.Empty((await director.SnapshotAsync()).Comparison!.Now);
        }

        Assert.Equal(Ldirectord.Director.DriftMonitor.Remembered, (await director.SnapshotAsync()).Comparison!.Ended.Length);
    }
}
