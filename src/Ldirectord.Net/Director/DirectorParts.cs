using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The parts of a director, built and connected with one another.</summary>
internal sealed class DirectorParts : IDisposable
{
    private readonly DriftMonitor _drift;
    private readonly HookRunner _hooks;
    private readonly MailAlertRules _mail;
    private readonly MonitorFiles _monitorFiles;
    private readonly ProbeScheduler _probes;
    private readonly CheckMarks _marks;
    private readonly WatcherSet _watchers;

    /// <param name="post">Sends a message to the loop. Called on any thread.</param>
    public DirectorParts(
        DirectorConfig config, IIpvs ipvs, DirectorOptions options, Action<LoopMessage> post, ILogger log, TimeProvider time)
    {
        State = new DirectorState(config, time.GetUtcNow());
        _hooks = new HookRunner(log, options.DryRun);
        _mail = new MailAlertRules(options.SendMail, log, time, options.DryRun);
        _monitorFiles = new MonitorFiles(log, time);
        var via = new ViaProbes(options.ProbeTime, options.InterfaceSetting);
        _probes = new ProbeScheduler(options.ProbeTime, post, via);
        _marks = new CheckMarks(ipvs, via, new MarkClaims(options.MarkLockFolder), options.DryRun, time);
        _watchers = new WatcherSet(time, options.ResolveName, post, log);
        var repairs = new RepairMemory(time);
        _drift = new DriftMonitor(options.KernelTable, options.DryRun, repairs, () => post(new ComparisonDue()), log, time);
        var kernelSettings = new KernelSettingsKeeper(options.KernelSettings, log);
        var timeouts = new TimeoutsKeeper(options.ReadTimeouts, options.SetTimeouts, log);
        var fallbackCommands = new FallbackCommands(_hooks);
        Table = new TableKeeper(
            ipvs, State, kernelSettings.Read, fallbackCommands, _mail, () => post(new RetryDue()), log, time);
        var observers = DirectorObservers.InOrder(log, _monitorFiles, _mail, State, options.DryRun)
            .Add(new CheckWayObserver(log, _marks.Repair));
        var quorum = new QuorumKeeper(State, Table, _mail, log);
        Weights = new WeightKeeper(State, Table, () => post(new WeightsDue()), time);
        Watches = new ConnectionWatches(State, _probes, options.ProbeTime, post, log);
        Health = new HealthUpdater(State, Table, Weights, quorum, _probes, Watches, observers, time);
        Activation = new ConfigActivation(
            State, Table, Health, Weights, quorum, _probes, _watchers, kernelSettings, timeouts, _mail, fallbackCommands, _drift, _marks,
            time);
        Reload = new ReloadController(options.ConfigSource, State, Activation, Table, _hooks, options.ReloadMoved, post, log);
        Snapshots = new SnapshotRequests(ipvs, State, _drift, timeouts, options.DryRun);
        Repair = new TableRepair(
            ipvs, State, Table, _drift, repairs, options.CountServices, () => Reload.IsReloading, log, time);
    }

    public DirectorState State { get; }

    public TableKeeper Table { get; }

    public WeightKeeper Weights { get; }

    public HealthUpdater Health { get; }

    public ConnectionWatches Watches { get; }

    public ConfigActivation Activation { get; }

    public ReloadController Reload { get; }

    public SnapshotRequests Snapshots { get; }

    public TableRepair Repair { get; }

    /// <summary>
    /// Stops all probes, closes the held connections, and removes what probes alone need; a program that an external check runs ends with
    /// it.
    /// </summary>
    public void StopProbes()
    {
        Watches.Dispose();
        _probes.Dispose();
        _marks.Remove();
    }

    /// <summary>Gives commands, mails and monitor files that wait a moment to end.</summary>
    public Task DrainAsync() => Task.WhenAll(_hooks.DrainAsync(), _mail.DrainAsync(), _monitorFiles.DrainAsync());

    public void Dispose()
    {
        StopProbes();
        _watchers.Dispose();
        Weights.Dispose();
        Table.Dispose();
        _mail.Dispose();
        _drift.Dispose();
    }
}
