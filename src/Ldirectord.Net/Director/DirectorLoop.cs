using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// The director's one thread, which owns all state: a mailbox, and turns. A turn handles all that waits, writes the table once, then answers. Whatever may be
/// slow (probes, files, names, commands) runs outside and comes back as a message. The thread is not one of the pool, so that the loop waits for none of it.
/// </summary>
internal sealed class DirectorLoop : IDisposable
{
    private readonly LoopMailbox _mailbox = new();
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DirectorOptions _options;
    private readonly DirectorState _state;
    private readonly HookRunner _hooks;
    private readonly MailAlertRules _mail;
    private readonly MonitorFiles _monitorFiles;
    private readonly ProbeScheduler _probes;
    private readonly WatcherSet _watchers;
    private readonly DriftMonitor _drift;
    private readonly TableKeeper _table;
    private readonly HealthUpdater _health;
    private readonly ConfigActivation _activation;
    private readonly ReloadController _reload;
    private readonly SnapshotRequests _snapshots;

    public DirectorLoop(DirectorConfig config, IIpvs ipvs, DirectorOptions options, ILogger log, TimeProvider time)
    {
        _options = options;
        _state = new DirectorState(config, time.GetUtcNow());
        _hooks = new HookRunner(log, options.DryRun);
        _mail = new MailAlertRules(options.SendMail, log, time, options.DryRun);
        _monitorFiles = new MonitorFiles(log, time);
        _probes = new ProbeScheduler(options.ProbeTime, Post);
        _watchers = new WatcherSet(time, options.ResolveName, Post, log);
        _drift = new DriftMonitor(options.KernelTable, options.DryRun, () => Post(new ComparisonDue()), log, time);
        var kernelSettings = new KernelSettingsKeeper(options.KernelSettings, log);
        var fallbackCommands = new FallbackCommands(_hooks);
        _table = new TableKeeper(
            ipvs, _state, kernelSettings.Read, fallbackCommands, _mail, () => Post(new RetryDue()), log, time);
        var observers = DirectorObservers.InOrder(log, _monitorFiles, _mail, _state, options.DryRun);
        _health = new HealthUpdater(_state, _table, _probes, observers, time);
        _activation = new ConfigActivation(
            _state, _table, _health, _probes, _watchers, kernelSettings, _mail, fallbackCommands, _drift, time);
        _reload = new ReloadController(options.ConfigSource, _state, _activation, _table, _hooks, options.ReloadMoved, Post, log);
        _snapshots = new SnapshotRequests(ipvs, _state, _drift, options.DryRun);
    }

    /// <summary>Completes once every distinct check of the first configuration has had a result.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => Post(new ReloadRequested());

    /// <summary>The table with the health of its servers, as of now.</summary>
    public Task<DirectorSnapshot> SnapshotAsync(CancellationToken ct) => AskAsync<DirectorSnapshot>(answer => new SnapshotRequested(answer), ct);

    /// <summary>How the loop is doing. The loop itself answers, so there is no answer from one that hangs.</summary>
    public Task<LivenessReport> PulseAsync(CancellationToken ct) => AskAsync<LivenessReport>(answer => new PulseRequested(answer), ct);

    /// <summary>Runs until <paramref name="stopping"/> fires, then honours cleanstop and returns.</summary>
    /// <exception cref="IpvsException">The table cannot be read at the start.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        await DedicatedThread.RunAsync(
            () =>
            {
                Run(stopping);
                return true;
            },
            "director").ConfigureAwait(false);
        await Task.WhenAll(_hooks.DrainAsync(), _mail.DrainAsync(), _monitorFiles.DrainAsync()).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _probes.Dispose();
        _watchers.Dispose();
        _table.Dispose();
        _mail.Dispose();
        _drift.Dispose();
    }

    private void Run(CancellationToken stopping)
    {
        using var end = stopping.UnsafeRegister(_ => _mailbox.End(), null);
        var inMaintenance = _state.Config.MaintenanceDirectory is { } directory ? MaintenanceListing.Soon(directory) : null;
        using (_options.LinesTogether())
        {
            _activation.Activate(_state.Config, DaemonPhases.Starting, inMaintenance);
            _state.FirstRound.UnionWith(_state.Servers.Probes);
        }

        try
        {
            do
                Turn();
            while (_mailbox.Wait());
        }
        finally
        {
            // However the loop ends: an external check's program ends with it.
            _probes.Dispose();
        }

        _state.Phase = DaemonPhases.Stopping;
        using (_options.LinesTogether())
            _table.Stop();
    }

    /// <summary>
    /// Handles what waits now. What arrives meanwhile waits for the next turn: a director slower than its messages would otherwise handle for ever, and never write.
    /// </summary>
    private void Turn()
    {
        using var lines = _options.LinesTogether();
        for (var waiting = _mailbox.Count; waiting > 0; waiting--)
            Handle(_mailbox.Take());
        _table.Flush();
        _snapshots.Answer();
        if (_state.FirstRound.Count > 0)
            return;
        _state.Phase = DaemonPhases.Running;
        _firstRound.TrySetResult();
    }

    private void Handle(LoopMessage message)
    {
        switch (message)
        {
            case ProbesCompleted completed:
                _health.OnResults(completed.Probes);
                completed.Handled.SetResult();
                break;
            case MaintenanceChanged { Stopped.IsCancellationRequested: true }:
                break;
            case MaintenanceChanged changed:
                _state.Maintenance = changed;
                _health.OnMaintenance(_state.Servers.Servers);
                break;
            case ReloadRequested:
                _reload.OnRequested();
                break;
            case ConfigChanged:
                _reload.OnFileChanged();
                break;
            case ConfigRead read:
                _reload.OnRead(read);
                break;
            case SnapshotRequested request:
                _snapshots.Add(request);
                break;
            case ComparisonDue:
                _drift.Compare(_state.Config, _state.Servers);
                break;
            case PulseRequested request:
                request.Answer.TrySetResult(Liveness());
                break;
            case RetryDue:
                _table.OnRetryDue();
                _reload.OnRetryDue();
                break;
        }
    }

    private LivenessReport Liveness()
    {
        var (services, servers) = _state.CountUp();
        return new LivenessReport(
            _firstRound.Task.IsCompleted, _reload.IsReloading, _reload.Completed, _reload.Refusal, services, servers);
    }

    private void Post(LoopMessage message) => _mailbox.Post(message);

    private async Task<T> AskAsync<T>(Func<TaskCompletionSource<T>, LoopMessage> question, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(question(answer));
        return await answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }
}
