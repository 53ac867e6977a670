using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>What was put back lately, thing by thing. It lives over reloads: they do not end a quarrel with another program.</summary>
internal sealed class RepairMemory(TimeProvider time)
{
    private readonly Dictionary<RepairThing, RepairHistory> _histories = [];
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Things that are remembered; each is forgotten in the end.</summary>
    public int Count => _histories.Count;

    /// <summary>The thing differs: what is done about it, and how long the pause is, if one begins.</summary>
    public (RepairStep Step, TimeSpan Pause) OnDifference(RepairThing thing)
    {
        var (step, history) = _histories.GetValueOrDefault(thing, RepairHistory.None).OnDifference(Now);
        _histories[thing] = history;
        return (step, history.Pause);
    }

    /// <summary>When the pause of this thing, or of its whole service, ends; null if there is none.</summary>
    public DateTimeOffset? PauseEnds(RepairThing thing)
    {
        var now = Now;
        var history = Paused(thing) ?? Paused(thing with { EndPoint = null });
        return history is null ? null : time.GetUtcNow() + (history.PauseEnds - now);

        RepairHistory? Paused(RepairThing of) =>
            _histories.GetValueOrDefault(of) is { } known && known.IsPaused(now) ? known : null;
    }

    public void ForgetOld()
    {
        var now = Now;
        foreach (var (thing, history) in _histories)
        {
            if (history.IsOver(now))
                _histories.Remove(thing);
        }
    }
}
