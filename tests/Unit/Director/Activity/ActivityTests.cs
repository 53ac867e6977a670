using System.Net;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>active and standby, in a director at work.</summary>
public sealed class ActivityTests : IDisposable
{
    private const string Vip = "10.0.0.1";
    private const string Both = "10.0.1.1:80 1, 10.0.1.2:80 1";

    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(60);

    private readonly Backend _first = new();
    private readonly Backend _second = new();
    private readonly PlayedAddresses _addresses = new();
    private readonly TemporaryFolder _folder = new();

    private VirtualService Pair => Virtual("10.0.0.1:80", Real("10.0.1.1:80", _first), Real("10.0.1.2:80", _second)) with
    {
        Active = new ActiveCondition(ActiveKind.Vip, IPAddress.Parse(Vip)),
        CheckInterval = TimeSpan.FromSeconds(1),
        Mail = MailSettings.None with { Recipients = ["root@localhost"] },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AlwaysActive_WatchesNothing_AndHasNoRole()
    {
        await using var director = new RunningDirector(Of(Pair with { Active = ActiveCondition.Always }), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        Assert.Equal(0, _addresses.Watches);
        Assert.Equal(ServiceRole.Always, (await director.SnapshotAsync()).Services[0].Role);
        Assert.DoesNotContain(director.Log.Lines, line => line.Contains("VIP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standby_FillsItsTableInSilence_AndMailsFromTheTakeOverOn()
    {
        await using var director = new RunningDirector(Of(Pair), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        await director.TurnAsync();
        Assert.Contains("VIP 10.0.0.1 is not here: standby", director.Log.Lines);
        _first.Die();
        await ReachAsync(director, "10.0.1.2:80 1");
        Assert.Empty(Mailed(director));
        Assert.Equal(ServiceRole.Standby, (await director.SnapshotAsync()).Services[0].Role);

        _addresses.Are(Vip);
        await SaysAsync(director, "VIP 10.0.0.1 arrived: active (1 of 2 servers up)");
        _second.Die();
        await ReachAsync(director, "-");
        Assert.Equal(
            ["emailalert: VIP 10.0.0.1 arrived: active (1 of 2 servers up)", "emailalert: Deleted real server: 10.0.1.2:80 (10.0.0.1:80)"],
            Mailed(director));

        _addresses.Are("10.0.0.2");
        await SaysAsync(director, "VIP 10.0.0.1 left: standby");
        _first.Return();
        await ReachAsync(director, "10.0.1.1:80 1");
        Assert.Equal(2, Mailed(director).Count);
        Assert.Equal(
            [EventKind.Standby, EventKind.Active, EventKind.Standby],
            director.Events.Read(null, 100).Events.Where(one => one.Kind is EventKind.Active or EventKind.Standby).Select(one => one.Kind));
    }

    [Fact]
    public async Task TakeOverWithEveryServerUp_IsNotMailed_AndTwoServicesOfOneAddressAreOneLine()
    {
        var other = Virtual("10.0.0.1:81", Real("10.0.1.1:81", _first)) with { Active = Pair.Active };
        await using var director = new RunningDirector(Of(Pair, other), addresses: _addresses);
        await director.FirstRoundAsync();
        _addresses.Are(Vip);
        await SaysAsync(director, "VIP 10.0.0.1 arrived: active (3 of 3 servers up)");
        Assert.Empty(Mailed(director));
    }

    [Fact]
    public async Task ServerThatIsDownAtTheTakeOver_IsMailedAgainAfterTheFrequency()
    {
        var service = Pair with { Mail = Pair.Mail with { RepeatInterval = TimeSpan.FromSeconds(30) } };
        await using var director = new RunningDirector(Of(service), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(service));
        _first.Die();
        await ReachAsync(director, "10.0.1.2:80 1");
        var probes = _first.Probes;
        await director.AdvanceUntilAsync(() => _first.Probes > probes + 40, s_ample);
        Assert.Empty(Mailed(director));
        _addresses.Are(Vip);
        await director.AdvanceUntilAsync(
            () => Mailed(director).Contains("emailalert: Inaccessible real server: 10.0.1.1:80 (10.0.0.1:80)"), s_ample);
        Assert.Equal(2, Mailed(director).Count);
    }

    [Fact]
    public async Task Fallbackcommand_RunsOnTheActiveOneAlone_StartAtTheTakeOver_StopWhenItLeaves()
    {
        var said = _folder.Path("said");
        var script = _folder.Path("fallback");
        File.WriteAllText(script, $"#!/bin/sh\necho \"$1\" >>{said}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var service = Pair with { FallbackCommand = script };
        await using var director = new RunningDirector(Of(service), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(service));
        _first.Die();
        _second.Die();
        await ReachAsync(director, "-");
        _addresses.Are(Vip);
        await Eventually.EqualAsync("start\n", () => File.Exists(said) ? File.ReadAllText(said) : "");
        _addresses.Are();
        await Eventually.EqualAsync("start\nstop\n", () => File.ReadAllText(said));
        _first.Return();
        await ReachAsync(director, "10.0.1.1:80 1");
        _addresses.Are(Vip);
        await SaysAsync(director, "VIP 10.0.0.1 arrived: active (1 of 2 servers up)");
        await director.StopAsync();
        Assert.Equal("start\nstop\n", File.ReadAllText(said));
    }

    [Fact]
    public async Task SuspendedStandby_DoesNotCheck_KeepsItsTable_AndChecksAtOnceAtTheTakeOver()
    {
        var service = Pair with { Standby = StandbyMode.Suspend };
        _addresses.Are(Vip);
        await using var director = new RunningDirector(Of(service), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(service));
        await director.FirstRoundAsync();
        _addresses.Are();
        await SaysAsync(director, "VIP 10.0.0.1 left: standby, its checks are suspended");
        _ = await director.SnapshotAsync(); // after it no check begins
        var probes = _first.Probes;
        _first.Die();
        for (var second = 0; second < 20; second++)
            director.Time.Advance(TimeSpan.FromSeconds(1));
        await director.Loop.RecheckAsync([new ServerKey(service.Id, EndPoint("10.0.1.1:80"))], CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var server = (await director.SnapshotAsync()).Services[0].Servers[0];
        Assert.Equal("not checked on standby; the last time: fine", server.Reason);
        Assert.Equal(ReportedHealth.Up, server.Health);
        Assert.Equal((probes, Both), (_first.Probes, director.In(service)));

        _addresses.Are(Vip);
        await Eventually.EqualAsync("10.0.1.2:80 1", () => director.In(service)); // the clock stands still
        Assert.Contains("emailalert: Deleted real server: 10.0.1.1:80 (10.0.0.1:80)", Mailed(director));
    }

    [Fact]
    public async Task SuspendedStandbyThatStarts_TakesWhatTheTableHas_AndIsReadyAtOnce()
    {
        var service = Pair with { Standby = StandbyMode.Suspend, CleanStop = false };
        var table = new RecordingIpvs(new ServiceEntry(
            service.Service, new DestinationEntry(Destination("10.0.1.1:80"))));
        await using var director = new RunningDirector(Of(service), table, addresses: _addresses);
        await director.FirstRoundAsync();
        var servers = (await director.SnapshotAsync()).Services[0].Servers;
        Assert.Equal([ReportedHealth.Up, ReportedHealth.Unknown], servers.Select(server => server.Health));
        Assert.Equal("10.0.1.1:80 1", director.In(service));
        Assert.Equal(0, _first.Probes + _second.Probes);
        _addresses.Are(Vip);
        await Eventually.EqualAsync(Both, () => director.In(service));
    }

    [Fact]
    public async Task CheckThatAnActiveServiceShares_GoesOn()
    {
        var service = Pair with { Standby = StandbyMode.Suspend };
        var other = Virtual("10.0.0.2:80", Real("10.0.1.1:80", _first)) with { CheckInterval = service.CheckInterval };
        await using var director = new RunningDirector(Of(service, other), addresses: _addresses);
        await director.FirstRoundAsync();
        Assert.Equal("10.0.1.1:80 1", director.In(service));
        Assert.Equal(0, _second.Probes);
    }

    [Fact]
    public async Task ServerWhoseMaintenanceEndsOnASuspendedStandby_IsNotChecked()
    {
        var service = Pair with { Standby = StandbyMode.Suspend };
        var directory = _folder.Path("maintenance");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "10.0.1.1"), "");
        await using var director = new RunningDirector(Of(service) with { MaintenanceDirectory = directory }, addresses: _addresses);
        await director.FirstRoundAsync();
        Assert.Equal(ReportedHealth.Maintenance, (await director.SnapshotAsync()).Services[0].Servers[0].Health);
        File.Delete(Path.Combine(directory, "10.0.1.1"));
        await director.AdvanceUntilAsync(
            () => director.Log.Lines.Any(line => line.StartsWith("Server no longer in maintenance", StringComparison.Ordinal)), s_ample);
        _ = await director.SnapshotAsync();
        Assert.Equal(0, _first.Probes);
    }

    [Fact]
    public async Task File_MakesActiveWhileItExists()
    {
        var path = _folder.Path("active");
        var service = Pair with { Active = new ActiveCondition(ActiveKind.File, File: path) };
        await using var director = new RunningDirector(Of(service), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(service));
        await director.TurnAsync();
        Assert.Contains($"File {path} does not exist: standby", director.Log.Lines);
        File.WriteAllText(path, "no\n"); // what it says does not matter
        await director.AdvanceUntilAsync(() => director.Log.Lines.Contains($"File {path} appeared: active (2 of 2 servers up)"), s_ample);
        File.Delete(path);
        await director.AdvanceUntilAsync(() => director.Log.Lines.Contains($"File {path} is gone: standby"), s_ample);
    }

    [Fact]
    public async Task Reload_BeginsAndEndsTheWatch_AndSaysTheNewRole()
    {
        await using var director = new RunningDirector(Of(Pair with { Active = ActiveCondition.Always }), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        await Eventually.EqualAsync(2, () => Mailed(director).Count);
        director.Reload(new ConfigResult(Of(Pair), []));
        await SaysAsync(director, "VIP 10.0.0.1 is not here: standby");
        Assert.True(_addresses.IsWatched);
        director.Reload(new ConfigResult(Of(), []));
        await Eventually.TrueAsync(() => !_addresses.IsWatched);
        // On a standby a service leaves in silence.
        await Eventually.TrueAsync(() => director.In(Pair) is null);
        Assert.Equal(2, Mailed(director).Count);
    }

    [Fact]
    public async Task AddressesThatNobodyTells_MakeActive_AndAreComplainedOfOnce()
    {
        _addresses.AreUnknown("the kernel does not answer");
        await using var director = new RunningDirector(Of(Pair), addresses: _addresses);
        await Eventually.EqualAsync(Both, () => director.In(Pair));
        Assert.Equal(ServiceRole.Active, (await director.SnapshotAsync()).Services[0].Role);
        await director.TurnAsync();
        Assert.Single(director.Log.Lines, line => line.StartsWith("The addresses of this machine are not known", StringComparison.Ordinal));
        _addresses.Are("10.0.0.2");
        await SaysAsync(director, "VIP 10.0.0.1 left: standby");
    }

    private static List<string> Mailed(RunningDirector director) =>
        [.. director.Log.Lines.Where(line => line.StartsWith("emailalert:", StringComparison.Ordinal))];

    /// <summary>The clock stands still meanwhile, so that no check begins.</summary>
    private static Task SaysAsync(RunningDirector director, string line) =>
        Eventually.TrueAsync(() => director.Log.Lines.Contains(line), line);

    private Task ReachAsync(RunningDirector director, string table) =>
        director.AdvanceUntilAsync(() => director.In(Pair) == table, s_ample);
}
