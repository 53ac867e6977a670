using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// syncdaemon: keeps the kernel's sync daemons as the file says (<see cref="SyncRules"/>). Looks when a configuration becomes active, with
/// each reading of the table for repair, and after a failure, until it is as it should be.
/// </summary>
/// <param name="kernel">Null if sync daemons are neither read nor changed.</param>
/// <param name="isDryRun">They are read, and not changed.</param>
/// <param name="due">Called on a thread of the clock, when it is time for <see cref="OnRetryDue"/>.</param>
internal sealed class SyncKeeper(
    SyncKernel? kernel, bool isDryRun, Action due, EventBuffer events, ILogger log, TimeProvider time) : IDisposable
{
    private readonly RetryBackoff _retry = new(time, due);
    private readonly long _start = time.GetTimestamp();

    /// <summary>Why a role is not as the file says.</summary>
    private readonly Dictionary<SyncRole, string> _problems = [];

    /// <summary>Roles that are ours to stop, see <see cref="SyncRules.Steps"/>.</summary>
    private readonly HashSet<SyncRole> _ours = [];

    /// <summary>The interface on which the kernel runs the role, as far as it was seen.</summary>
    private readonly Dictionary<SyncRole, int> _interfaces = [];

    private readonly Dictionary<SyncRole, RepairHistory> _repairs = [];
    private ImmutableArray<SyncDaemon> _wanted = [];
    private string? _unreadable;
    private bool _backupWaits;

    /// <summary>
    /// A configuration became active. At the start a backup waits for the first checks: what it hears of a server that is not in the table
    /// yet, it keeps without a server, and drops the packets.
    /// </summary>
    public void Apply(DirectorConfig next, DaemonPhases phase)
    {
        _wanted = next.SyncDaemons;
        _backupWaits = phase == DaemonPhases.Starting;
        Reconcile();
        _ours.UnionWith(_wanted.Select(daemon => daemon.Role));
    }

    /// <summary>Every check of the first configuration has had a result, and the table is written. Called again and again.</summary>
    public void OnFirstRound()
    {
        if (!_backupWaits)
            return;
        _backupWaits = false;
        Reconcile();
    }

    public void OnRetryDue()
    {
        _retry.Taken();
        Reconcile();
    }

    /// <summary>The table was read for repair: what somebody else did to the sync daemons is undone, too.</summary>
    public void OnRepair(RepairMode mode)
    {
        // If they cannot be read, the table could not be either, which the log says.
        if (!_wanted.IsEmpty && TryRead(out var found, out _))
        {
            foreach (var step in Steps(found))
                Repair(step, mode);
        }
    }

    /// <summary>The director ends.</summary>
    /// <param name="isClean">cleanstop: what is ours is stopped.</param>
    public void Stop(bool isClean)
    {
        if (!isClean || _ours.Count == 0 || isDryRun || !TryRead(out var found, out _))
            return;
        foreach (var daemon in found.Where(daemon => _ours.Contains(daemon.Role)))
            Do(new SyncStep(SyncStepKind.Stop, null, daemon), "");
    }

    /// <summary>Each role that the file names or the kernel runs, as it is now.</summary>
    public ImmutableArray<SyncView> Views()
    {
        _ = TryRead(out var found, out _);
        return kernel is null ? [] : SyncRules.Views(_wanted, found, _problems);
    }

    public void Dispose() => _retry.Dispose();

    private void Reconcile()
    {
        if (kernel is null || isDryRun || (_wanted.IsEmpty && _ours.Count == 0))
            return;
        if (!TryRead(out var found, out var problem))
        {
            if (_unreadable != problem)
                DirectorLogMessages.SyncUnreadable(log, problem);
            _unreadable = problem;
            _retry.Failed();
            return;
        }

        _unreadable = null;
        foreach (var step in Steps(found))
            Do(step, "");
        // A role that the file does not name and the kernel does not run is no longer ours. Another program may start it, and keeps it.
        _ours.RemoveWhere(role => _wanted.All(daemon => daemon.Role != role) && found.All(daemon => daemon.Role != role));
        if (_problems.Count > 0)
            _retry.Failed();
        else
            _retry.Succeeded();
    }

    /// <returns>False if the kernel did not say; then with the reason.</returns>
    private bool TryRead(out IReadOnlyList<SyncDaemon> found, out string problem)
    {
        (found, problem) = ([], "");
        try
        {
            found = kernel?.Read() ?? [];
            return true;
        }
        catch (IpvsException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private ImmutableArray<SyncStep> Steps(IReadOnlyList<SyncDaemon> found)
    {
        var steps = SyncRules.Steps(_wanted, found, _ours, Stale(found));
        // As it should be, though not by us: somebody else was quicker.
        foreach (var role in _problems.Keys.Where(role => steps.All(step => step.Role != role)).ToList())
            _problems.Remove(role);
        return [.. steps.Where(step => !(_backupWaits && step is { Kind: SyncStepKind.Start, Role: SyncRole.Backup }))];
    }

    private HashSet<SyncRole> Stale(IReadOnlyList<SyncDaemon> found)
    {
        var stale = new HashSet<SyncRole>();
        foreach (var (role, name, _) in found.Where(daemon => _wanted.Any(wanted => wanted.Role == daemon.Role)))
        {
            if (kernel!.Find(name) is not { } present || _interfaces.GetValueOrDefault(role, present.Index) != present.Index)
                stale.Add(role);
            else
                _interfaces[role] = present.Index;
        }

        return stale;
    }

    private void Repair(SyncStep step, RepairMode mode)
    {
        // What failed is tried again by itself.
        if (_problems.ContainsKey(step.Role) || (mode == RepairMode.Missing && step.Kind != SyncStepKind.Start))
            return;
        var (next, history) = _repairs.GetValueOrDefault(step.Role, RepairHistory.None).OnDifference(time.GetElapsedTime(_start));
        _repairs[step.Role] = history;
        if (next == RepairStep.PutBack)
            Do(step, ", which was changed by another hand");
        else if (next == RepairStep.BeginPause)
            DirectorLogMessages.RepairPaused(log, $"the sync {SyncDaemon.Name(step.Role)}", history.Pause.TotalMinutes);
        if (_problems.Count > 0)
            _retry.Failed();
    }

    private void Do(SyncStep step, string why)
    {
        try
        {
            if (Try(step) is { } problem)
                Fail(step, problem);
            else
                Say(step, why);
        }
        catch (IpvsException e)
        {
            Fail(step, e.Message);
        }
    }

    /// <returns>Null if it was done, otherwise why not.</returns>
    private string? Try(SyncStep step)
    {
        if (step.Wanted is not { } daemon)
            return kernel!.Stop(step.Role);
        // Before a stop, so that nothing is stopped that cannot be started.
        if (kernel!.Find(daemon.Interface) is not { } present)
            return NetlinkSync.NoInterface(daemon);
        if (daemon is { Role: SyncRole.Master, Group.AddressFamily: AddressFamily.InterNetwork } && !present.HasIPv4)
            return $"interface {daemon.Interface} has no IPv4 address to send from";
        if (step.Found is not null && kernel.Stop(step.Role) is { } problem)
            return problem;
        _interfaces[step.Role] = present.Index;
        return kernel.Start(daemon);
    }

    private void Say(SyncStep step, string why)
    {
        var problem = _problems.GetValueOrDefault(step.Role);
        var after = problem is null ? "" : $", after it could not: {problem}";
        switch (step.Kind)
        {
            case SyncStepKind.Start:
                DirectorLogMessages.SyncStarted(log, step.Wanted!, why + after);
                Note(EventKind.Sync, $"sync {step.Wanted} started{why}{after}");
                break;
            case SyncStepKind.Restart:
                DirectorLogMessages.SyncRestarted(log, step.Wanted!, step.Found!, why + after);
                Note(EventKind.Sync, $"sync {step.Wanted} restarted; it was {step.Found}{why}{after}");
                break;
            default:
                DirectorLogMessages.SyncStopped(log, step.Found!);
                Note(EventKind.Sync, $"sync {step.Found} stopped");
                _ours.Remove(step.Role);
                break;
        }

        _problems.Remove(step.Role);
    }

    /// <summary>Says it once, until it is another problem, or none.</summary>
    private void Fail(SyncStep step, string problem)
    {
        if (_problems.GetValueOrDefault(step.Role) == problem)
            return;
        _problems[step.Role] = problem;
        var daemon = step.Wanted ?? step.Found!;
        if (step.Wanted is null)
            DirectorLogMessages.SyncNotStopped(log, daemon, problem);
        else
            DirectorLogMessages.SyncNotStarted(log, daemon, problem);
        Note(EventKind.SyncFailed, $"sync {daemon} cannot {(step.Wanted is null ? "stop" : "start")}: {problem}");
    }

    private void Note(EventKind kind, string sentence) => events.Add(time.GetUtcNow(), kind, null, null, sentence);
}
