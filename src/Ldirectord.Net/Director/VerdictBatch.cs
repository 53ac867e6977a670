using Ldirectord.Net;

namespace Ldirectord.Director;

/// <summary>
/// Hands verdicts to the director's loop. Those that come up on the reactor's thread wait there for the end of its tick and go together, as one event: to wake
/// another thread costs more than most probes, and to hand it one verdict while it takes another has both wait.
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
            _post(new ProbesCompleted([verdict]));
            return;
        }

        if (_waiting.Count == 0)
            _tick.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _waiting.Add(verdict);
    }

    private void Flush()
    {
        _post(new ProbesCompleted([.. _waiting]));
        _waiting.Clear();
    }
}
