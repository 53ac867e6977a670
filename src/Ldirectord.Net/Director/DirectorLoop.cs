using Ldirectord.Config;
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

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => _mailbox.Post(new ReloadRequested());

    /// <summary>The table with the health of its servers, as of now.</summary>
    public Task<DirectorSnapshot> SnapshotAsync(CancellationToken ct) =>
        _mailbox.AskAsync<DirectorSnapshot>(answer => new SnapshotRequested(answer), ct);

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
        using (_options.LinesTogether())
        {
            _parts.Activation.Activate(_state.Config, DaemonPhases.Starting, inMaintenance);
            _state.FirstRound.UnionWith(_state.Servers.Probes);
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
            _parts.Table.Stop();
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
        _parts.Table.Flush();
        _parts.Snapshots.Answer();
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
                _parts.Health.OnResults(completed.Probes);
                completed.Handled.SetResult();
                break;
            case HeldConnectionEnded ended:
                _parts.Watches.OnEnded(ended);
                break;
            case MaintenanceChanged { Stopped.IsCancellationRequested: false } changed:
                _state.Maintenance = changed;
                _parts.Health.OnMaintenance(_state.Servers.Servers);
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
