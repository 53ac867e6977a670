using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class SyncKeeperTests : IDisposable
{
    private static readonly SyncDaemon s_master = new(SyncRole.Master, "eth1", 1);
    private static readonly SyncDaemon s_backup = new(SyncRole.Backup, "eth1", 1);

    private readonly RecordingLog _log = new();
    private readonly ManualTime _time = new();
    private readonly PlayedSyncKernel _kernel = new();
    private readonly EventBuffer _events;
    private readonly SyncKeeper _keeper;
    private int _due;

    public SyncKeeperTests()
    {
        _events = new EventBuffer(_time.GetUtcNow());
        _keeper = Keeper(isDryRun: false);
    }

    public void Dispose() => _keeper.Dispose();

    [Fact]
    public void Start_BeginsTheMasterAtOnce_AndTheBackupAfterTheFirstRound()
    {
        _keeper.Apply(Wanting(s_master, s_backup), DaemonPhases.Starting);
        Assert.Equal(["start master eth1 id 1"], _kernel.Done());
        _keeper.OnFirstRound();
        _keeper.OnFirstRound();
        Assert.Equal(["start backup eth1 id 1"], _kernel.Done());
        Assert.Equal(
            [
                "Sync daemon started: master eth1 id 1 group 224.0.0.81 port 8848 ttl 1",
                "Sync daemon started: backup eth1 id 1 group 224.0.0.81 port 8848 ttl 1",
            ],
            _log.Lines);
        Assert.Equal([EventKind.Sync, EventKind.Sync], Kinds());
    }

    [Fact]
    public void Restart_LeavesWhatRunsAlone()
    {
        _kernel.Run(s_master, s_backup);
        _keeper.Apply(Wanting(s_master, s_backup), DaemonPhases.Starting);
        _keeper.OnFirstRound();
        Assert.Empty(_kernel.Done());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void OtherId_IsOneRestartAndOneLine()
    {
        _kernel.Run(s_master);
        _keeper.Apply(Wanting(s_master with { SyncId = 9 }), DaemonPhases.Starting);
        Assert.Equal(["stop Master", "start master eth1 id 9"], _kernel.Done());
        Assert.Equal(
            "Sync daemon restarted: master eth1 id 9 group 224.0.0.81 port 8848 ttl 1; "
                + "it was master eth1 id 1 maxlen 1472 group 224.0.0.81 port 8848 ttl 1",
            Assert.Single(_log.Lines));
    }

    [Fact]
    public void RoleThatLeavesTheFile_IsStopped_AndTheRoleOfAnotherIsNot()
    {
        _kernel.Run(s_master, s_backup);
        _keeper.Apply(Wanting(s_master), DaemonPhases.Starting);
        _keeper.Apply(Wanting(), DaemonPhases.Running);
        Assert.Equal(["stop Master"], _kernel.Done());
        Assert.Equal(SyncRole.Backup, Assert.Single(_kernel.Running.Keys));
        // What an operator starts now, is the operator's.
        _kernel.Run(s_master);
        _keeper.Apply(Wanting(), DaemonPhases.Running);
        Assert.Empty(_kernel.Done());
    }

    [Fact]
    public void RoleThatAnotherStopped_AndThatLeftTheFile_IsNoLongerOurs()
    {
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Running.Clear();
        _keeper.Apply(Wanting(), DaemonPhases.Running);
        _kernel.Run(s_master);
        _keeper.Apply(Wanting(), DaemonPhases.Running);
        Assert.Equal(["start master eth1 id 1"], _kernel.Done());
    }

    [Fact]
    public void MissingInterface_IsWarnedOfOnce_AndTriedUntilItIsThere()
    {
        _keeper.Apply(Wanting(s_master with { Interface = "eth7" }), DaemonPhases.Running);
        Retry(3);
        Assert.Equal(
            "Sync daemon cannot be started: master eth7 id 1 group 224.0.0.81 port 8848 ttl 1: there is no interface eth7; "
                + "it will be tried again",
            Assert.Single(_log.Lines));
        Assert.Equal("there is no interface eth7", Assert.Single(_keeper.Views()).Problem);
        _kernel.Interfaces["eth7"] = new(9, false);
        Retry(1);
        Assert.Contains("interface eth7 has no IPv4 address to send from", _log.Lines.Last(), StringComparison.Ordinal);
        Assert.Empty(_kernel.Done());
        _kernel.Interfaces["eth7"] = new(9, true);
        Retry(1);
        Assert.Equal(["start master eth7 id 1"], _kernel.Done());
        Assert.EndsWith(
            ", after it could not: interface eth7 has no IPv4 address to send from", _log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(3, _log.Lines.Count);
        Assert.Equal([EventKind.SyncFailed, EventKind.SyncFailed, EventKind.Sync], Kinds());
        var before = _due;
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(before, _due);
    }

    [Fact]
    public void BackupOrIpv6Group_NeedsNoIpv4Address()
    {
        _kernel.Interfaces["eth1"] = new(3, false);
        var six = s_master with { Group = System.Net.IPAddress.Parse("ff02::81") };
        _keeper.Apply(Wanting(six, s_backup), DaemonPhases.Running);
        Assert.Equal(["start master eth1 id 1", "start backup eth1 id 1"], _kernel.Done());
    }

    [Fact]
    public void OtherInterfaceThatIsNotThere_LeavesTheOneThatRuns()
    {
        _kernel.Run(s_master);
        _keeper.Apply(Wanting(s_master with { Interface = "eth7" }), DaemonPhases.Running);
        Assert.Empty(_kernel.Done());
        Assert.Single(_kernel.Running);
    }

    [Fact]
    public void InterfaceThatIsMadeAnew_IsNoticedByARepairOrAReload()
    {
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Interfaces.Remove("eth1");
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        Assert.Equal(["start master eth1 id 1"], _kernel.Done());
        Assert.Equal(SyncState.Differs, Assert.Single(_keeper.Views()).State);
        _kernel.Interfaces["eth1"] = new(8, true);
        Retry(1);
        Assert.Equal(["stop Master", "start master eth1 id 1"], _kernel.Done());
        _kernel.Interfaces["eth1"] = new(9, true);
        _keeper.OnRepair(RepairMode.All);
        Assert.Equal(["stop Master", "start master eth1 id 1"], _kernel.Done());
    }

    [Theory]
    [InlineData("Missing", "start master eth1 id 1", "")]
    [InlineData("All", "start master eth1 id 1", "stop Master, start master eth1 id 1")]
    public void Repair_PutsBackWhatItMay(string mode, string stopped, string changed)
    {
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Done();
        _kernel.Running.Clear();
        _keeper.OnRepair(Enum.Parse<RepairMode>(mode));
        Assert.Equal(stopped, string.Join(", ", _kernel.Done()));
        _kernel.Run(s_master with { SyncId = 5 });
        _keeper.OnRepair(Enum.Parse<RepairMode>(mode));
        Assert.Equal(changed, string.Join(", ", _kernel.Done()));
    }

    [Fact]
    public void RoleThatAnotherKeepsStopping_IsLeftAloneForAWhile()
    {
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Done();
        for (var i = 0; i < 10; i++)
        {
            _kernel.Running.Clear();
            _keeper.OnRepair(RepairMode.All);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _kernel.Done().Length);
        Assert.Equal("Somebody else keeps changing the sync master: not put back for 5 min", _log.Lines.Last());
    }

    [Fact]
    public void Cleanstop_EndsWhatIsOurs()
    {
        _kernel.Run(s_backup);
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Done();
        _keeper.Stop(isClean: false);
        Assert.Empty(_kernel.Done());
        _keeper.Stop(isClean: true);
        Assert.Equal(["stop Master"], _kernel.Done());
    }

    [Fact]
    public void RefusalOfTheKernel_IsSaidOnce_AndTriedAgain()
    {
        _kernel.Refusal = "no";
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        Retry(2);
        Assert.Single(_log.Lines);
        _kernel.Refusal = null;
        Retry(1);
        Assert.Single(_kernel.Running);
        _kernel.Refusal = "busy";
        _keeper.Apply(Wanting(), DaemonPhases.Running);
        Retry(2);
        Assert.Equal(3, _log.Lines.Count);
        _kernel.Refusal = null;
        Retry(1);
        Assert.Empty(_kernel.Running);
    }

    [Fact]
    public void RoleThatAnotherStartedMeanwhile_IsNoProblemAnyMore()
    {
        _kernel.Refusal = "no";
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        _kernel.Run(s_master);
        Retry(1);
        Assert.Null(Assert.Single(_keeper.Views()).Problem);
    }

    [Fact]
    public void KernelThatDoesNotAnswer_IsSaidOnce_AndAskedAgain()
    {
        _kernel.IsUnreadable = true;
        _keeper.Apply(Wanting(s_master), DaemonPhases.Running);
        Retry(2);
        Assert.Equal("The sync daemons cannot be read: no netlink; it will be tried again", Assert.Single(_log.Lines));
        Assert.Equal(SyncState.Missing, Assert.Single(_keeper.Views()).State);
        _kernel.IsUnreadable = false;
        Retry(1);
        Assert.Equal(["start master eth1 id 1"], _kernel.Done());
    }

    [Fact]
    public void DryRun_ReadsAndChangesNothing()
    {
        using var keeper = Keeper(isDryRun: true);
        _kernel.Run(s_backup);
        keeper.Apply(Wanting(s_master), DaemonPhases.Starting);
        keeper.OnFirstRound();
        keeper.Stop(isClean: true);
        Assert.Empty(_kernel.Done());
        Assert.Equal([SyncState.Missing, SyncState.Foreign], keeper.Views().Select(view => view.State));
    }

    [Fact]
    public void FileWithoutSync_AsksNothingOfTheKernel()
    {
        _kernel.IsUnreadable = true;
        _keeper.Apply(Wanting(), DaemonPhases.Starting);
        _keeper.OnFirstRound();
        _keeper.OnRepair(RepairMode.All);
        _keeper.Stop(isClean: true);
        Assert.Empty(_log.Lines);
    }

    private static DirectorConfig Wanting(params SyncDaemon[] wanted) =>
        Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80"))) with { SyncDaemons = [.. wanted] };

    private SyncKeeper Keeper(bool isDryRun) => new(
        _kernel.Calls, isDryRun, () => _due++, _events, _log, _time);

    /// <summary>Waits for so many retries, which must come, and lets each be made.</summary>
    private void Retry(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var before = _due;
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(before + 1, _due);
            _keeper.OnRetryDue();
        }
    }

    private IEnumerable<EventKind> Kinds() => _events.Read(null, 100).Events.Select(one => one.Kind);
}
