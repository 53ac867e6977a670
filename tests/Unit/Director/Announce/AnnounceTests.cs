using System.Net;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>announce, in a director at work.</summary>
public sealed class AnnounceTests : IDisposable
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _first = new();
    private readonly Backend _second = new();
    private readonly PlayedInterfaces _interfaces = new();
    private readonly PlayedAddresses _addresses = new();
    private readonly TemporaryFolder _folder = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first), Real("10.0.1.2:80", _second)) with
    {
        Announce = new AnnounceSettings("dummy0"),
        CheckInterval = TimeSpan.FromSeconds(1),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Address_ComesAfterTheFirstChecks_GoesWithTheLastServer_AndWithTheStop()
    {
        await using var director = Start(Of(Pair));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        Assert.Contains("Announced address: 10.0.0.1 on dummy0: 2 of 2 up, 1 wanted", director.Log.Lines);
        _first.Die();
        _second.Die();
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
        Assert.Contains("Withdrawn address: 10.0.0.1 on dummy0: 0 of 2 up, 1 wanted", director.Log.Lines);
        _second.Return();
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0, add 10.0.0.1 dummy0");
        Assert.Equal(
            [EventKind.Announced, EventKind.Withdrawn, EventKind.Announced],
            director.Events.Read(null, 100).Events.Where(one => one.Kind is EventKind.Announced or EventKind.Withdrawn)
                .Select(one => one.Kind));
        await director.StopAsync();
        Assert.EndsWith(", del 10.0.0.1 dummy0", _interfaces.Done, StringComparison.Ordinal);
        Assert.Contains("Withdrawn address: 10.0.0.1 on dummy0: ldirectord stops", director.Log.Lines);
    }

    [Fact]
    public async Task WithoutCleanstop_TheAddressOutlivesTheDaemon_AndTheNextOneAdoptsIt()
    {
        var service = Pair with { CleanStop = false };
        await using (var director = Start(Of(service)))
            await DoneAsync(director, "add 10.0.0.1 dummy0");
        await using var next = Start(Of(service));
        await next.FirstRoundAsync();
        Assert.Equal((AnnounceState.Announced, "2 of 2 up, 1 wanted"), await ViewAsync(next));
        _first.Die();
        _second.Die();
        await DoneAsync(next, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
    }

    [Fact]
    public async Task Hysteresis_AndTwoServicesOfOneAddress_AllCount()
    {
        var first = Pair with { Announce = new AnnounceSettings("dummy0", Quorum: 2, Hysteresis: 1) };
        var third = new Backend();
        var servers = Pair.RealServers.Add(Real("10.0.1.3:80", third));
        var other = Virtual("10.0.0.1:443", Real("10.0.1.1:443", third)) with
        {
            Announce = first.Announce! with { Quorum = 1, Hysteresis = 0 },
            CheckInterval = first.CheckInterval,
        };
        third.Die();
        await using var director = Start(Of(first with { RealServers = servers }, other));
        await director.FirstRoundAsync();
        Assert.Equal((AnnounceState.Waiting, "2 of 3 up, 3 wanted in tcp:10.0.0.1:80"), await ViewAsync(director));
        third.Return();
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        _first.Die();
        _second.Die();
        await director.AdvanceUntilAsync(() => director.In(first) == "10.0.1.3:80 1", s_ample);
        Assert.Equal((AnnounceState.Announced, "1 of 3 up, 1 wanted in tcp:10.0.0.1:80"), await ViewAsync(director));
        third.Die();
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
    }

    [Fact]
    public async Task Hold_KeepsAnAddressBackThatWent_ButNotTheFirstTime()
    {
        var service = Pair with { Announce = new AnnounceSettings("dummy0", Hold: TimeSpan.FromSeconds(20)) };
        await using var director = Start(Of(service));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        _first.Die();
        _second.Die();
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
        _first.Return();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 1", s_ample);
        var (since, (state, why)) = (director.Time.GetUtcNow(), await ViewAsync(director));
        Assert.Equal(AnnounceState.Waiting, state);
        Assert.StartsWith("1 of 2 up, 1 wanted, held back until ", why, StringComparison.Ordinal);
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0, add 10.0.0.1 dummy0");
        Assert.InRange((director.Time.GetUtcNow() - since).TotalSeconds, 15, 25);
    }

    [Fact]
    public async Task AddressOfAnother_IsNeverTouched_AndIsAProblem()
    {
        _interfaces.Has("10.0.0.1", isOurs: false);
        _interfaces.Has("10.0.0.9", isOurs: true);
        await using (var director = Start(Of(Pair)))
        {
            await director.FirstRoundAsync();
            var (state, why) = await ViewAsync(director);
            Assert.Equal(AnnounceState.Failed, state);
            Assert.StartsWith("it stands there, and no ldirectord added it, so it stays", why, StringComparison.Ordinal);
            Assert.Contains("An ldirectord announced 10.0.0.9 on dummy0, and no virtual service here does: it stays", director.Log.Lines);
        }

        Assert.Equal("", _interfaces.Done);
    }

    [Fact]
    public async Task RemovedByAnotherHand_IsPutBack_ThreeTimes()
    {
        await using var director = Start(Of(Pair));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        for (var times = 2; times <= 4; times++)
        {
            _interfaces.Lose("10.0.0.1");
            _addresses.Are($"10.9.9.{times}");
            await DoneAsync(director, string.Join(", ", Enumerable.Repeat("add 10.0.0.1 dummy0", times)));
        }

        Assert.Contains(
            "Announced address: 10.0.0.1 on dummy0: 2 of 2 up, 1 wanted; another hand had removed it", director.Log.Lines);
        _interfaces.Lose("10.0.0.1");
        _addresses.Are();
        await Eventually.TrueAsync(() => director.Log.Lines.Contains(
            "Somebody else keeps changing the address 10.0.0.1 on dummy0: not put back for 5 min"));
        Assert.Equal((AnnounceState.Waiting, "another hand removed it again and again"), await ViewAsync(director));
        await director.AdvanceUntilAsync(() => _interfaces.Done.Split(',').Length == 5, TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task InterfaceThatIsMissingDownOrANetwork_IsSaidOnce_AndTriedAgain()
    {
        _interfaces.Set("dummy0", null);
        await using var director = Start(Of(Pair));
        await SaysAsync(director, "there is no interface dummy0: ip link add dummy0 type dummy && ip link set dummy0 up");
        _interfaces.Set("dummy0", new(5, IsUp: false, IsSilent: true));
        await SaysAsync(director, "interface dummy0 is down: ip link set dummy0 up");
        _interfaces.Set("dummy0", new(5, IsUp: true, IsSilent: false));
        await SaysAsync(director, "dummy0 is an interface to a network, on which each director would claim the address: "
            + "expected a dummy, as dummy0, or lo");
        _interfaces.Set("dummy0", new(5, IsUp: true, IsSilent: true));
        _interfaces.Refusal = "no permission";
        await SaysAsync(director, "no permission");
        _interfaces.Refusal = null;
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        Assert.Equal(4, director.Log.Lines.Count(line => line.Contains("cannot be announced", StringComparison.Ordinal)));
        Assert.Equal(AnnounceState.Announced, (await ViewAsync(director)).State);
    }

    [Fact]
    public async Task Reload_MovesTheAddressToAnotherInterface_AddingFirst_AndRemovesOneThatIsNoLongerAnnounced()
    {
        await using var director = Start(Of(Pair));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        director.Reload(new ConfigResult(Of(Pair with { Announce = new AnnounceSettings("dummy1") }), []));
        await DoneAsync(director, "add 10.0.0.1 dummy0, add 10.0.0.1 dummy1, del 10.0.0.1 dummy0");
        director.Reload(new ConfigResult(Of(Pair with { Announce = null }), []));
        await DoneAsync(director, "add 10.0.0.1 dummy0, add 10.0.0.1 dummy1, del 10.0.0.1 dummy0, del 10.0.0.1 dummy1");
        Assert.Contains("Withdrawn address: 10.0.0.1 on dummy1: the configuration no longer announces it", director.Log.Lines);
        Assert.Empty((await director.SnapshotAsync()).Announced);
    }

    [Fact]
    public async Task ReloadThatReplacesTheServers_KeepsTheAddress_WhileTheyMayPass()
    {
        await using var director = Start(Of(Pair));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        var replaced = Pair with { RealServers = [Real("10.0.1.8:80", _first), Real("10.0.1.9:80", _second)] };
        director.Reload(new ConfigResult(Of(replaced), []));
        await director.AdvanceUntilAsync(() => director.In(replaced) == "10.0.1.8:80 1, 10.0.1.9:80 1", s_ample);
        Assert.Equal("add 10.0.0.1 dummy0", _interfaces.Done);
    }

    [Fact]
    public async Task FileInMaintenancedir_WithdrawsUntilItIsGone_OverARestart()
    {
        var directory = Directory.CreateDirectory(_folder.Path("maintenance")).FullName;
        File.WriteAllText(Path.Combine(directory, "10.0.0.1+withdraw"), "new cables\nwho: alice\n");
        var config = Of(Pair) with { MaintenanceDirectory = directory };
        await using var director = Start(config);
        await director.FirstRoundAsync();
        Assert.Equal((AnnounceState.Withdrawn, "withdrawn: new cables, by alice"), await ViewAsync(director));
        File.Move(Path.Combine(directory, "10.0.0.1+withdraw"), Path.Combine(directory, "all+withdraw"));
        await director.Loop.LookAtMaintenanceAsync(TestContext.Current.CancellationToken);
        Assert.Equal((AnnounceState.Withdrawn, "withdrawn: new cables, by alice"), await ViewAsync(director));
        Assert.Equal("", _interfaces.Done);
        File.Delete(Path.Combine(directory, "all+withdraw"));
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        File.WriteAllText(Path.Combine(directory, "all+withdraw"), "");
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
    }

    [Fact]
    public async Task Standby_DoesNotAnnounce()
    {
        var path = _folder.Path("active");
        await using var director = Start(Of(Pair with { Active = new ActiveCondition(ActiveKind.File, File: path) }));
        await director.FirstRoundAsync();
        Assert.Equal((AnnounceState.Standby, "another director is the active one"), await ViewAsync(director));
        File.WriteAllText(path, "");
        await DoneAsync(director, "add 10.0.0.1 dummy0");
        File.Delete(path);
        await DoneAsync(director, "add 10.0.0.1 dummy0, del 10.0.0.1 dummy0");
    }

    [Fact]
    public async Task StopBeforeTheFirstChecksHaveEnded_TakesAnAdoptedAddressAlong()
    {
        _interfaces.Has("10.0.0.1", isOurs: true);
        _first.Hangs = true;
        await using var director = Start(Of(Pair));
        Assert.Equal((AnnounceState.Waiting, "the first checks have not ended"), await ViewAsync(director));
        await director.StopAsync();
        Assert.Equal("del 10.0.0.1 dummy0", _interfaces.Done);
    }

    private RunningDirector Start(DirectorConfig config) => new(config, addresses: _addresses, interfaces: _interfaces);

    /// <summary>Waits until so much was done, and the director has said so.</summary>
    private async Task DoneAsync(RunningDirector director, string done)
    {
        await director.AdvanceUntilAsync(() => _interfaces.Done == done, s_ample);
        _ = await director.SnapshotAsync();
    }

    private static Task SaysAsync(RunningDirector director, string problem) => director.AdvanceUntilAsync(
        () => director.Log.Lines.Contains($"Address 10.0.0.1 on dummy0 cannot be announced: {problem}; it will be tried again"),
        TimeSpan.FromMinutes(2));

    private static async Task<(AnnounceState State, string Why)> ViewAsync(RunningDirector director)
    {
        var view = Assert.Single((await director.SnapshotAsync()).Announced);
        Assert.Equal(new AnnounceTarget("dummy0", IPAddress.Parse("10.0.0.1")), view.Target);
        return (view.State, view.Why);
    }
}
