using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// The director's one thread, which owns all state: a mailbox, and turns. A turn handles all that waits, writes the table once, then
/// answers. Whatever may be slow (probes, files, names, commands) runs outside and comes back as a message. The thread is not one of the
/// pool, so that the loop waits for none of it.
/// </summary>
internal sealed class DirectorLoop : IDisposable
{
    private readonly LoopMailbox _mailbox = new();
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DirectorOptions _options;
    private readonly DirectorParts _parts;
    private readonly DirectorState _state;

    public DirectorLoop(DirectorConfig config, IIpvs ipvs, DirectorOptions options, ILogger log, TimeProvider time)
    {
        _options = options;
        _parts = new DirectorParts(config, ipvs, options, _mailbox.Post, log, time);
        _state = _parts.State;
    }

    /// <summary>Completes once every distinct check of the first configuration has had a result.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>What happened lately.</summary>
    public EventBuffer Events => _state.Events;

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => _mailbox.Post(new ReloadRequested());

    /// <summary>The table with the health of its servers, as of now.</summary>
    public Task<DirectorSnapshot> SnapshotAsync(CancellationToken ct) =>
        _mailbox.AskAsync<DirectorSnapshot>(answer => new SnapshotRequested(answer), ct);

    /// <summary>Looks something up in the state.</summary>
    /// <param name="look">Runs on the loop's thread: must neither block, nor change the state.</param>
    public Task<T> AskAsync<T>(Func<DirectorState, T> look, CancellationToken ct) =>
        _mailbox.AskAsync<T>(answer => new StateAsked(state => answer.TrySetResult(look(state))), ct);

    /// <summary>Has the maintenance directory looked at; what is asked of the loop after that knows what was found.</summary>
    /// <returns>False if nobody looks.</returns>
    public Task<bool> LookAtMaintenanceAsync(CancellationToken ct) =>
        _mailbox.AskAsync<bool>(answer => new MaintenanceLookRequested(answer), ct);

    /// <summary>Runs the checks of these servers now, at most one extra check each second.</summary>
    /// <returns>Completes when each has a new result, which was handled.</returns>
    public async Task RecheckAsync(ImmutableArray<ServerKey> servers, CancellationToken ct)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var given = ct.UnsafeRegister(_ => answer.TrySetCanceled(ct), null);
        _mailbox.Post(new RecheckRequested(servers, answer));
        await answer.Task.ConfigureAwait(false);
    }

    /// <summary>How the loop is doing. The loop itself answers, so there is no answer from one that hangs.</summary>
    public Task<LivenessReport> PulseAsync(CancellationToken ct) =>
        _mailbox.AskAsync<LivenessReport>(answer => new PulseRequested(answer), ct);

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
        await _parts.DrainAsync().ConfigureAwait(false);
    }

    public void Dispose() => _parts.Dispose();

    private void Run(CancellationToken stopping)
    {
        using var end = stopping.UnsafeRegister(_ => _mailbox.End(), null);
        var inMaintenance = _state.Config.MaintenanceDirectory is { } directory ? MaintenanceListing.Soon(directory) : null;
        _state.Events.Add(
            _state.StartedAt, EventKind.Started, null, null, $"version {ProgramVersion.Number} started with {_state.Config.Path}");
        using (_options.LinesTogether())
        {
            _parts.Activation.Activate(_state.Config, DaemonPhases.Starting, inMaintenance);
            _state.FirstRound.UnionWith(_state.Servers.Probes.Where(probe => !_state.Servers.IsSuspended(probe)));
            _parts.Start();
        }

        try
        {
            do
                Turn();
            while (_mailbox.Wait());
        }
        finally // also if the loop ends by an exception
        {
            _parts.StopProbes();
        }

        _state.Phase = DaemonPhases.Stopping;
        using (_options.LinesTogether())
        {
            _parts.Announce.Stop();
            _parts.Table.Stop();
            _parts.Sync.Stop(_state.Config.CleanStop);
        }
    }

    /// <summary>
    /// Handles what waits now. What arrives meanwhile waits for the next turn: a director slower than its messages would otherwise handle
    /// for ever, and never write.
    /// </summary>
    private void Turn()
    {
        using var lines = _options.LinesTogether();
        for (var waiting = _mailbox.Count; waiting > 0; waiting--)
            Handle(_mailbox.Take());
        _parts.Names.Flush(_parts.Activation.ActivateAddresses);
        _parts.Quorum.Judge();
        _parts.Table.Flush();
        if (_state.FirstRound.Count == 0)
            _parts.Announce.Judge();
        _parts.Snapshots.Answer();
        _parts.Rechecks.Answer();
        if (_state.FirstRound.Count > 0)
            return;
        _parts.Sync.OnFirstRound();
        _state.Phase = DaemonPhases.Running;
        _firstRound.TrySetResult();
    }

    private void Handle(LoopMessage message)
    {
        switch (message)
        {
            case ProbesCompleted completed:
                _parts.Health.OnResults(completed.Probes);
                completed.Handled.SetResult();
                _parts.Rechecks.OnResults(completed.Probes);
                break;
            case HeldConnectionEnded ended:
                _parts.Watches.OnEnded(ended);
                break;
            case MaintenanceChanged { Stopped.IsCancellationRequested: false } changed:
                _state.Maintenance = changed;
                _parts.Health.OnMaintenance(_state.Servers.Servers);
                _parts.Maintenance.OnChanged();
                _parts.Announce.OnChanged();
                break;
            case MaintenanceExpired expired:
                _parts.Maintenance.OnExpired(expired);
                break;
            case ForgottenDue:
                _parts.Maintenance.OnDue();
                break;
            case AddressesChanged or ActiveFilesChanged:
                _parts.Activity.OnChanged(message);
                _parts.Announce.OnChanged();
                break;
            case AnnounceDue:
                _parts.Announce.OnDue();
                break;
            case NameAnswered answered:
                _parts.Names.OnAnswered(answered);
                break;
            case ReloadRequested:
                _parts.Reload.OnRequested();
                break;
            case ConfigChanged:
                _parts.Reload.OnFileChanged();
                break;
            case ConfigRead read:
                _parts.Reload.OnRead(read);
                break;
            case SnapshotRequested request:
                _parts.Snapshots.Add(request);
                break;
            case StateAsked asked:
                asked.Look(_state);
                break;
            case MaintenanceLookRequested request:
                _parts.LookAtMaintenance(request);
                break;
            case RecheckRequested request:
                _parts.Rechecks.OnRequested(request);
                break;
            case SyncDue:
                _parts.Sync.OnRetryDue();
                break;
            case ComparisonDue:
                _parts.Repair.OnDue();
                break;
            case PulseRequested request:
                request.Answer.TrySetResult(Liveness());
                break;
            case WeightsDue:
                _parts.Weights.OnDue();
                break;
            case RetryDue:
                _parts.Table.OnRetryDue();
                _parts.Reload.OnRetryDue();
                _parts.Names.OnRetryDue();
                break;
        }
    }

    private LivenessReport Liveness()
    {
        var (services, servers) = _state.CountUp();
        return new LivenessReport(
            _firstRound.Task.IsCompleted, _parts.Reload.IsReloading, _parts.Reload.Completed, _parts.Reload.Refusal, services, servers);
    }
}
