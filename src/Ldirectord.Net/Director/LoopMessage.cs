using Ldirectord.Checks;
using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>A message to the director's loop. Everything that happens outside reaches the loop as one of these.</summary>
internal abstract record LoopMessage;

/// <summary>Probes that ended at about the same time.</summary>
/// <param name="Handled">To be completed once their results are handled: none of these probes begins again before.</param>
internal sealed record ProbesCompleted(IReadOnlyList<ProbeCompleted> Probes, TaskCompletionSource Handled) : LoopMessage;

/// <summary>A probe that ended.</summary>
internal readonly record struct ProbeCompleted(ProbeKey Key, ProbeResult Result)
{
    /// <summary>When it began, by the clock of the probes.</summary>
    public long Begun { get; init; }
}

/// <summary>SIGHUP, or the reload command.</summary>
internal sealed record ReloadRequested : LoopMessage;

/// <summary>The configuration file has a new content.</summary>
internal sealed record ConfigChanged : LoopMessage;

/// <summary>The configuration file was read again, off the loop.</summary>
/// <param name="Problem">Why this process cannot run with the configuration; null if it can.</param>
/// <param name="InMaintenance">What is in its maintenance directory; null if it has none, or the disk hangs.</param>
internal sealed record ConfigRead(ConfigResult Result, Diagnostic? Problem, MaintenanceListing? InMaintenance) : LoopMessage;

/// <summary>Time to try again what the kernel refused.</summary>
internal sealed record RetryDue : LoopMessage;

/// <summary>Time to try again what could not be done about a sync daemon of the kernel.</summary>
internal sealed record SyncDue : LoopMessage;

/// <summary>Time for the next step of weights: of a slow start, or by agents.</summary>
internal sealed record WeightsDue : LoopMessage;

/// <summary>Time to look whether the kernel's table is as it should be (dry run, repair).</summary>
internal sealed record ComparisonDue : LoopMessage;

/// <summary>A client asks for the table and its health.</summary>
internal sealed record SnapshotRequested(TaskCompletionSource<DirectorSnapshot> Answer) : LoopMessage;

/// <summary>The service manager's reporter asks whether the loop turns, and how it is doing.</summary>
internal sealed record PulseRequested(TaskCompletionSource<LivenessReport> Answer) : LoopMessage;
