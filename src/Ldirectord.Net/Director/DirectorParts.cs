using System.Collections.Immutable;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The parts of a director, built and connected with one another.</summary>
internal sealed class DirectorParts : IDisposable
{
    private readonly ImmutableArray<IDirectorObserver> _observers;
    private readonly TrafficCurves _curves;
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
        var sources = new CheckSources();
        var via = new ViaProbes(options.ProbeTime, ipvs, options.InterfaceSetting, sources);
        _probes = new ProbeScheduler(options.ProbeTime, post, via);
        _marks = new CheckMarks(ipvs, via, new MarkClaims(options.MarkLockFolder), options.DryRun, time);
        _watchers = new WatcherSet(time, options.ProbeTime, options.ResolveName, post, log, options.DryRun);
        var repairs = new RepairMemory(time);
        _drift = new DriftMonitor(options.KernelTable, options.DryRun, repairs, () => post(new ComparisonDue()), State.Events, log,
            time);
        var kernelSettings = new KernelSettingsKeeper(options.KernelSettings, log);
        State.KernelSettings = kernelSettings.Read;
        var timeouts = new TimeoutsKeeper(options.ReadTimeouts, options.SetTimeouts, log);
        Sync = new SyncKeeper(options.Sync, options.DryRun, () => post(new SyncDue()), State.Events, log, time);
        var fallbackCommands = new FallbackCommands(_hooks);
        Table = new TableKeeper(
            ipvs, State, kernelSettings.Read, fallbackCommands, _mail, () => post(new RetryDue()), Tell, log, time);
        _observers = DirectorObservers.InOrder(log, _monitorFiles, _mail, State, options.DryRun)
            .Add(new CheckWayObserver(log, _marks.Repair)).Add(State.DrainEnds);
        Announce = new AnnounceKeeper(options.Announce, State, _mail, () => post(new AnnounceDue()), log, time);
        Maintenance = new MaintenanceKeeper(State, Tell, () => post(new ForgottenDue()), time);
        Quorum = new QuorumKeeper(State, Table, _mail, log, time);
        Weights = new WeightKeeper(State, Table, () => post(new WeightsDue()), time);
        Watches = new ConnectionWatches(State, _probes, sources, options.HoldConnection, options.ProbeTime, post, log);
        Health = new HealthUpdater(State, Table, Weights, Quorum, _probes, Watches, _observers, time);
        Activity = new ActivityKeeper(
            State, new ActivityWatches(options.WatchAddresses, post, options.ProbeTime), Table, _probes, Watches, _mail, sources, log,
            time);
        Names = new NameKeeper(
            State, new NameWatches(options.ResolveServers, post, time), Table, () => Reload!.IsReloading, log, time);
        Activation = new ConfigActivation(
            State, Table, Health, Weights, Quorum, Maintenance, Activity, Names, _probes, _watchers, kernelSettings, timeouts, Sync,
            Announce, _mail, fallbackCommands, _drift, _marks, time);
        Reload = new ReloadController(options.ConfigSource, State, Activation, Table, _hooks, options.ReloadMoved, post, log, time);
        _curves = new TrafficCurves(options.ReadServices, time);
        Snapshots = new SnapshotRequests(ipvs, State, _drift, timeouts, Sync, Announce, _curves, () => Reload.Refusal, options.DryRun);
        Rechecks = new Rechecks(State, _probes, options.ProbeTime);
        Repair = new TableRepair(
            ipvs, State, Table, Sync, _drift, repairs, options.CountServices, () => Reload.IsReloading, log, time);
    }

    public DirectorState State { get; }

    public TableKeeper Table { get; }

    public SyncKeeper Sync { get; }

    public AnnounceKeeper Announce { get; }

    public MaintenanceKeeper Maintenance { get; }

    public QuorumKeeper Quorum { get; }

    public WeightKeeper Weights { get; }

    public HealthUpdater Health { get; }

    public ConnectionWatches Watches { get; }

    public ActivityKeeper Activity { get; }

    public NameKeeper Names { get; }

    public ConfigActivation Activation { get; }

    public ReloadController Reload { get; }

    public SnapshotRequests Snapshots { get; }

    public TableRepair Repair { get; }

    public Rechecks Rechecks { get; }

    public void LookAtMaintenance(MaintenanceLookRequested request) => _watchers.Look(request);

    /// <summary>Begins what runs beside the loop from the start to the end.</summary>
    public void Start() => _curves.Start();

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

    private void Tell(SteeringNotice notice)
    {
        foreach (var observer in _observers)
            observer.OnSteering(notice);
    }

    public void Dispose()
    {
        StopProbes();
        _watchers.Dispose();
        Activity.Dispose();
        Names.Dispose();
        Maintenance.Dispose();
        Weights.Dispose();
        Table.Dispose();
        Sync.Dispose();
        Announce.Dispose();
        _mail.Dispose();
        _drift.Dispose();
        _curves.Dispose();
    }
}
