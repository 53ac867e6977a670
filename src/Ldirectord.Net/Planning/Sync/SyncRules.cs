using System.Collections.Frozen;
using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// What to do about the kernel's sync daemons so that they are as the file says: one that runs as wanted is left alone, one that nobody
/// asked this daemon for is left alone, too. A kernel cannot change one that runs: it is stopped and started.
/// <para>
/// Example: the file says master of id 1, and said backup before. The kernel runs a master of id 2 and a backup: the master is restarted,
/// the backup is stopped. Without the earlier backup in the file, the backup is an operator's or keepalived's, and goes on.
/// </para>
/// </summary>
internal static class SyncRules
{
    /// <summary>Bytes of a packet for which the kernel sizes a master's messages whatever its interface, and a backup's at least.</summary>
    private const int DefaultPacket = 1500;

    /// <summary>At a start, before anything is ours.</summary>
    public static ImmutableArray<SyncStep> AtStart(ImmutableArray<SyncDaemon> wanted, IReadOnlyList<SyncDaemon> found) =>
        Steps(wanted, found, FrozenSet<SyncRole>.Empty, FrozenSet<SyncRole>.Empty);

    /// <param name="wanted">Of the file; at most one of each role.</param>
    /// <param name="found">What the kernel runs.</param>
    /// <param name="ours">Roles that a file named since the start of this daemon.</param>
    /// <param name="stale">Roles whose interface is gone, or was made anew: the kernel's daemon sends and hears nothing.</param>
    /// <returns>A master first, since nothing waits for it.</returns>
    public static ImmutableArray<SyncStep> Steps(
        ImmutableArray<SyncDaemon> wanted, IReadOnlyList<SyncDaemon> found, IReadOnlySet<SyncRole> ours, IReadOnlySet<SyncRole> stale) =>
        [.. Roles(wanted, found).Select(pair => StepOf(pair.Wanted, pair.Found, ours, stale)).OfType<SyncStep>()];

    /// <summary>Each role that the file names or the kernel runs.</summary>
    /// <param name="problems">Why a role is not as the file says.</param>
    public static ImmutableArray<SyncView> Views(
        ImmutableArray<SyncDaemon> wanted, IReadOnlyList<SyncDaemon> found, IReadOnlyDictionary<SyncRole, string> problems) =>
        [.. Roles(wanted, found).Select(pair =>
            new SyncView(pair.Wanted, pair.Found, problems.GetValueOrDefault((pair.Wanted ?? pair.Found!).Role)))];

    /// <summary>Whether what the kernel runs is what the file says.</summary>
    public static bool Matches(SyncDaemon wanted, SyncDaemon found) =>
        wanted with { MaxLength = found.MaxLength } == found && HasLength(wanted, found);

    private static SyncStep? StepOf(
        SyncDaemon? wanted, SyncDaemon? found, IReadOnlySet<SyncRole> ours, IReadOnlySet<SyncRole> stale) => (wanted, found) switch
        {
            ({ } daemon, null) => new SyncStep(SyncStepKind.Start, daemon, null),
            ({ } daemon, { } running) when !Matches(daemon, running) || stale.Contains(daemon.Role) =>
                new SyncStep(SyncStepKind.Restart, daemon, running),
            (null, { } running) when ours.Contains(running.Role) => new SyncStep(SyncStepKind.Stop, null, running),
            _ => null,
        };

    private static IEnumerable<(SyncDaemon? Wanted, SyncDaemon? Found)> Roles(
        ImmutableArray<SyncDaemon> wanted, IReadOnlyList<SyncDaemon> found) =>
        from role in (SyncRole[])[SyncRole.Master, SyncRole.Backup]
        let pair = (wanted.FirstOrDefault(one => one.Role == role), found.FirstOrDefault(one => one.Role == role))
        where pair != (null, null)
        select pair;

    /// <summary>A backup's default grows with the packets of its interface (start_sync_thread).</summary>
    private static bool HasLength(SyncDaemon wanted, SyncDaemon found)
    {
        if (found.MaxLength is not { } length)
            return true; // a kernel before 4.3 has no such length
        var usual = DefaultPacket - SyncDaemon.HeaderLength(found.Group);
        return wanted.MaxLength is { } asked ? length == asked : found.Role == SyncRole.Backup ? length >= usual : length == usual;
    }
}
