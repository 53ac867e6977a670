using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class TableRepairTests
{
    private const string Whole = "10.0.1.1:80 3, 10.0.1.2:80 1";

    /// <summary>A look at the number of services, and the step in which the test's clock runs.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan s_interval = Interval + s_look;

    private readonly Backend _first = new();
    private readonly Backend _second = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first, 3), Real("10.0.1.2:80", _second));

    private static VirtualService Six => Virtual("[fd00::1]:80", Real("[fd00:1::1]:80")) with
    {
        Service = new Service(ServiceId.Tcp(EndPoint("[fd00::1]:80")), "wrr", NetmaskBits: 128),
    };

    [Fact]
    public async Task ServiceRemovedByHand_IsWholeWithinASecond()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_look);
        Assert.Single(director.Log.Lines, "The table was changed by another hand: 1 service, 2 servers put back");
    }

    [Fact]
    public async Task ServerAndServiceOfIpv6RemovedByHand_AreBackWithinTheInterval()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair, Six);
        director.Table.Apply([new DeleteDestination(Pair.Id, EndPoint("10.0.1.1:80")), new DeleteService(Six.Id)]);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole && director.In(Six) == "[fd00:1::1]:80 1", s_interval);
        Assert.Single(director.Log.Lines, "The table was changed by another hand: 1 service, 2 servers put back");
    }

    [Theory]
    [InlineData(RepairMode.Missing, "10.0.1.1:80 42, 10.0.1.2:80 1, 10.0.5.5:80 1")]
    [InlineData(RepairMode.All, Whole)]
    internal async Task WeightAndStranger_StayUnderMissing_AndGoUnderAll(RepairMode mode, string after)
    {
        await using var director = await StartedAsync(mode, Pair);
        director.Table.Apply(
            [
                new EditDestination(Pair.Id, Destination("10.0.1.1:80", 42)), new AddDestination(Pair.Id, Destination("10.0.5.5:80")),
                new EditService(Pair.Service with { Scheduler = "sh" }),
            ]);
        await PassAsync(director, 2 * s_interval);
        Assert.Equal(after, director.In(Pair));
        var isAll = mode == RepairMode.All;
        Assert.Equal(isAll ? "wrr" : "sh", director.Table.Read([Pair.Id])[0].Service.Scheduler);
        var told = director.Log.Lines.Where(line => line.StartsWith("The table was changed", StringComparison.Ordinal));
        Assert.Equal(
            isAll
                ? ["The table was changed by another hand: 1 service, 1 server set back",
                    "The table was changed by another hand: 1 server removed"]
                : [],
            told);
        var left = (await director.SnapshotAsync()).Comparison!.Now;
        Assert.Equal(isAll ? 0 : 3, left.Length);
        Assert.All(left, difference => Assert.True(director.Time.GetUtcNow() - difference.Since > Interval));
    }

    [Fact]
    public async Task OtherMethodAndThresholds_AreSetBackUnderAll()
    {
        await using var director = await StartedAsync(RepairMode.All, Pair);
        director.Table.Apply(
            [
                new EditDestination(Pair.Id, Destination("10.0.1.1:80", 3) with { Method = ForwardingMethod.Gate }),
                new EditDestination(Pair.Id, Destination("10.0.1.2:80") with { UpperThreshold = 9, LowerThreshold = 3 }),
            ]);
        await PassAsync(director, s_interval);
        // In the order of their first checks, which run side by side.
        var destinations = director.Table.Read([Pair.Id])[0].Destinations.Select(entry => entry.Destination);
        Assert.Equal([Destination("10.0.1.1:80", 3), Destination("10.0.1.2:80")], destinations.OrderBy(one => one.EndPoint.ToString()));
        Assert.Single(director.Log.Lines, "The table was changed by another hand: 2 servers set back");
    }

    [Fact]
    public void Memory_ForgetsWhatHasNotDifferedForFiveMinutes()
    {
        var time = new ManualTime();
        var memory = new RepairMemory(time);
        var (service, server) = (new RepairThing(Pair.Id, null), new RepairThing(Pair.Id, EndPoint("10.0.1.1:80")));
        memory.OnDifference(server);
        for (var times = 0; times < 4; times++)
            memory.OnDifference(service);
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(5), memory.PauseEnds(server));
        time.Advance(TimeSpan.FromMinutes(5));
        memory.ForgetOld();
        Assert.Equal((1, null), (memory.Count, memory.PauseEnds(server)));
        time.Advance(TimeSpan.FromMinutes(5));
        memory.ForgetOld();
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public async Task ServiceDeletedAgainAndAgain_IsPutBackThreeTimes_ThenLeftAloneForFiveMinutes()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        for (var second = 0; second < 10; second++)
        {
            director.Table.Apply([new DeleteService(Pair.Id)]);
            await PassAsync(director, s_look);
        }

        const string Left = "Somebody else keeps changing tcp:10.0.0.1:80: not put back for 5 min";
        Assert.Equal(3, director.Log.Lines.Count(line => line.StartsWith("The table was changed", StringComparison.Ordinal)));
        Assert.Single(director.Log.Lines, Left);
        var differences = (await director.SnapshotAsync()).Comparison!.Now;
        Assert.Equal(3, differences.Length);
        Assert.All(differences, difference => Assert.NotNull(difference.PausedUntil));
        Assert.Null(director.In(Pair));

        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, TimeSpan.FromMinutes(5) + s_interval);
        Assert.Single(director.Log.Lines, Left);
    }

    [Fact]
    public async Task ServiceLeftAlone_IsPutBackByAReload()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        for (var second = 0; second < 6; second++)
        {
            director.Table.Apply([new DeleteService(Pair.Id)]);
            await PassAsync(director, s_look);
        }

        Assert.Null(director.In(Pair));
        director.Reload(director.File);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_look);
        // The quarrel goes on where it was.
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await PassAsync(director, s_interval);
        Assert.Null(director.In(Pair));
        Assert.Single(director.Log.Lines, line => line.StartsWith("Somebody else", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NothingWrong_TakesACountEachSecondAndAReadEachInterval_AndWritesNothing()
    {
        await using var director = await StartedAsync(RepairMode.All, Pair);
        await PassAsync(director, s_interval);
        var (written, reads, counts) = (director.Table.Applied.Count, director.Table.WholeReads, director.Table.Counts);
        await PassAsync(director, 3 * Interval);
        Assert.Equal(written, director.Table.Applied.Count);
        Assert.Equal(3, director.Table.WholeReads - reads);
        Assert.Equal(30, director.Table.Counts - counts);
    }

    [Fact]
    public async Task WithoutRepair_NothingIsLookedAt()
    {
        await using var director = await StartedAsync(RepairMode.No, Pair);
        var reads = director.Table.WholeReads;
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await PassAsync(director, 2 * s_interval);
        Assert.Equal((reads, 0), (director.Table.WholeReads, director.Table.Counts));
        Assert.Null(director.In(Pair));
        Assert.All((await director.SnapshotAsync()).Comparison!.Now, difference => Assert.Null(difference.Since));
    }

    [Fact]
    public async Task ServiceOfSomebodyElse_IsNeverTouched()
    {
        var foreign = new ServiceEntry(
            new Service(ServiceId.Tcp(EndPoint("10.9.0.1:80")), "rr"), new DestinationEntry(Destination("10.9.1.1:80")));
        await using var director = await StartedAsync(RepairMode.All, [Pair], new RecordingIpvs(foreign));
        director.Table.Apply([new EditDestination(foreign.Service.Id, Destination("10.9.1.1:80", 9))]);
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_look);
        await PassAsync(director, s_interval);
        Assert.Equal(9, Assert.Single(director.Table.Read([foreign.Service.Id])[0].Destinations).Destination.Weight);
    }

    [Fact]
    public async Task ChangeThatTheKernelRefuses_IsNoQuarrelWithAnotherHand()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        director.Table.Refuses = operation => operation is AddService;
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await PassAsync(director, 3 * s_interval);
        Assert.Single(director.Log.Lines, line => line.StartsWith("The table was changed", StringComparison.Ordinal));
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("Somebody else", StringComparison.Ordinal));
        director.Table.Refuses = _ => false;
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task ServerThatDrains_IsOurOwnChange()
    {
        var table = new RecordingIpvs { ActiveConnections = 1 };
        await using var director = await StartedAsync(RepairMode.All, [Pair], table);
        director.Reload(new ConfigResult(
            Of(Pair with { RealServers = [Pair.RealServers[0]] }) with { Repair = new(RepairMode.All) }, []));
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 3, 10.0.1.2:80 0", s_look);
        await PassAsync(director, 2 * s_interval);
        Assert.Equal("10.0.1.1:80 3, 10.0.1.2:80 0", director.In(Pair));
        table.ActiveConnections = 0;
        await director.AdvanceUntilAsync(() => director.In(Pair) == "10.0.1.1:80 3", s_look);
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("The table was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReloadInProgress_PutsRepairOff_AndRepairsItself()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        using var read = new ManualResetEventSlim();
        director.ReadFile = () =>
        {
            read.Wait(TestContext.Current.CancellationToken);
            return director.File;
        };
        director.Reload(director.File);
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith("Reloading", StringComparison.Ordinal)), s_look);
        director.Table.Apply([new DeleteService(Pair.Id)]);
        await PassAsync(director, 3 * s_look);
        Assert.Null(director.In(Pair));
        read.Set();
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_look);
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("The table was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RepairSwitchedOffByAReload_LooksNoMore()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        director.Reload(new ConfigResult(Of(Pair), []));
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith("Reloading", StringComparison.Ordinal)), s_look);
        await PassAsync(director, s_look);
        director.Table.Apply([new DeleteDestination(Pair.Id, EndPoint("10.0.1.1:80"))]);
        await PassAsync(director, 2 * s_interval);
        Assert.Null(Assert.Single((await director.SnapshotAsync()).Comparison!.Now).Since);
    }

    [Fact]
    public async Task DryRun_ReportsAndRepairsNothing()
    {
        var kernel = new RecordingIpvs(new ServiceEntry(Pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 3))));
        await using var director = new RunningDirector(Of(Pair) with { Repair = new(RepairMode.All) }, shadowed: kernel);
        await director.FirstRoundAsync();
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith("Kernel table differs", StringComparison.Ordinal)), s_interval);
        await PassAsync(director, s_interval);
        Assert.Empty(kernel.Applied);
        Assert.Single((await director.SnapshotAsync()).Comparison!.Now);
        Assert.DoesNotContain(director.Log.Lines, line => line.StartsWith("The table was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TableOutOfReach_IsSaidAndTriedAgain()
    {
        await using var director = await StartedAsync(RepairMode.Missing, Pair);
        director.Table.Apply([new DeleteService(Pair.Id)]);
        director.Table.OutOfReach = true;
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.Contains("out of reach", StringComparison.Ordinal)), s_look);
        director.Table.OutOfReach = false;
        await director.AdvanceUntilAsync(() => director.In(Pair) == Whole, s_interval);
    }

    private static Task<RunningDirector> StartedAsync(RepairMode mode, params ImmutableArray<VirtualService> services) =>
        StartedAsync(mode, services, new RecordingIpvs());

    private static async Task<RunningDirector> StartedAsync(RepairMode mode, ImmutableArray<VirtualService> services, RecordingIpvs table)
    {
        var director = new RunningDirector(Of(services) with { Repair = new RepairSettings(mode) }, table);
        await director.FirstRoundAsync();
        // One look, so that the number of services is known.
        await PassAsync(director, s_look);
        return director;
    }

    /// <summary>Lets the director's time pass, and waits until what that set off is done.</summary>
    private static async Task PassAsync(RunningDirector director, TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(100))
        {
            director.Time.Advance(TimeSpan.FromMilliseconds(100));
            _ = await director.PulseAsync(TestContext.Current.CancellationToken);
        }

        _ = await director.PulseAsync(TestContext.Current.CancellationToken);
    }
}
