
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>The differences between the kernel's table and the one the daemon wants: present and resolved.</summary>
internal sealed record DriftReport(IReadOnlyList<DifferenceReport> Now, IReadOnlyList<DifferenceReport> Ended)
{
    public static DriftReport? Of(DirectorSnapshot snapshot) => snapshot.Comparison is not { } comparison
        ? null
        : new DriftReport(
            [
                .. comparison.Now.Select(DifferenceReport.Of),
                .. snapshot.Sync.Where(view => view.State is SyncState.Missing or SyncState.Differs).Select(DifferenceReport.Of),
            ],
            [.. comparison.Ended.Select(DifferenceReport.Of)]);
}

/// <summary>One difference.</summary>
/// <param name="Virtual">"10.0.0.1:80", or the firewall mark; of connection synchronisation "sync master" or "sync backup".</param>
/// <param name="Command">The ipvsadm command that would resolve the difference.</param>
/// <param name="Kernel">The kernel's entry as options of ipvsadm; null if the kernel has none.</param>
/// <param name="Reason">Health of the server, and why.</param>
/// <param name="Since">When the difference was first seen; null without a dry run and without repair.</param>
/// <param name="Until">When the difference was gone; null while it is present.</param>
/// <param name="PausedUntil">Until when repair leaves the difference alone, because somebody else makes it again and again.</param>
internal sealed record DifferenceReport(
    string Virtual,
    string Command,
    string? Kernel,
    string Reason,
    DateTimeOffset? Since,
    DateTimeOffset? Until,
    DateTimeOffset? PausedUntil = null)
{
    public static DifferenceReport Of(TableDrift difference) => new(
        difference.Operation.ServiceId.ToString(),
        IpvsadmFormat.Command(difference.Operation),
        difference.Kernel,
        difference.Reason,
        difference.Since,
        difference.Until,
        difference.PausedUntil);

    public static DifferenceReport Of(SyncView view) => new(
        $"sync {view.Wanted!.RoleName}",
        string.Join(" && ", new SyncStep(SyncStepKind.Restart, view.Wanted, view.Found).Commands),
        view.Found?.Options,
        view.Problem ?? "as configured",
        null,
        null);
}
