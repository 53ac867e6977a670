using Ldirectord.Net;

namespace Ldirectord.Director;

/// <summary>
/// Hands verdicts to the director's loop. Those that come up on the reactor's thread wait there for the end of its tick and go together: to wake another thread
/// costs more than most probes.
/// </summary>
internal sealed class VerdictBatch
{
    private readonly Action<DirectorEvent> _post;
    private readonly ITimer _tick;
    private readonly List<ProbeCompleted> _waiting = []; // the reactor's

    public VerdictBatch(Action<DirectorEvent> post)
    {
        _post = post;
        _tick = ReactorTime.Shared.CreateTimer(static self => ((VerdictBatch)self!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called on any thread.</summary>
    public void Add(ProbeCompleted verdict)
    {
        if (!Reactor.IsCurrent)
        {
            _post(verdict);
            return;
        }

        if (_waiting.Count == 0)
            _tick.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _waiting.Add(verdict);
    }

    private void Flush()
    {
        foreach (var verdict in _waiting)
            _post(verdict);
        _waiting.Clear();
    }
}
