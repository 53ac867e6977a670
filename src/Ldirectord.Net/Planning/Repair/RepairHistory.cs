using System.Collections.Immutable;

namespace Ldirectord.Planning;

/// <summary>
/// How often one thing was put back, and whether that goes on. Two programs that each put the table right by their own lights would change
/// it for ever, so a thing that was put back <see cref="MaximumTimes"/> times within <see cref="Window"/> and differs again is left alone:
/// first for <see cref="FirstPause"/>. After a pause it is put back once; if it differs again within <see cref="Window"/>, it is left alone
/// for twice as long, up to <see cref="LongestPause"/>. If it does not, all is forgotten.
/// <para>
/// Example: a service is deleted every second. It is put back at 1 s, 2 s and 3 s, and left alone from 4 s on. At 304 s it is put back, and
/// left alone from 305 s on for ten minutes.
/// </para>
/// </summary>
/// <param name="PutBackAt">The last times; times are those of a clock that only runs forward.</param>
/// <param name="Pause">Length of the last pause; zero if there was none.</param>
internal sealed record RepairHistory(ImmutableArray<TimeSpan> PutBackAt, TimeSpan Pause = default, TimeSpan PauseEnds = default)
{
    public const int MaximumTimes = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    public static RepairHistory None { get; } = new([]);

    public bool IsPaused(TimeSpan now) => now < PauseEnds;

    /// <summary>It says nothing of the future any more.</summary>
    public bool IsOver(TimeSpan now) => now - (PutBackAt is [.., var last] && last > PauseEnds ? last : PauseEnds) >= Window;

    /// <summary>The thing differs: what is done now, and the history with that.</summary>
    public (RepairStep Step, RepairHistory Next) OnDifference(TimeSpan now)
    {
        if (IsPaused(now))
            return (RepairStep.Leave, this);
        if (IsOver(now))
            return (RepairStep.PutBack, new RepairHistory([now]));
        var recent = PutBackAt.Where(at => now - at < Window).ToImmutableArray();
        if (recent.Length < (Pause == TimeSpan.Zero ? MaximumTimes : 1))
            return (RepairStep.PutBack, this with { PutBackAt = recent.Add(now) });
        var pause = Pause == TimeSpan.Zero ? FirstPause : Pause * 2 < LongestPause ? Pause * 2 : LongestPause;
        return (RepairStep.BeginPause, new RepairHistory([], pause, now + pause));
    }
}
