
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Hands verdicts to the director's loop. Those that come up on the reactor's thread wait there for the end of its round and go together, as one event: to wake
/// another thread costs more than most probes, and to hand it one verdict while it takes another has both wait. One that is no news waits for others a little longer.
/// </summary>
internal sealed class ResultBatcher
{
    /// <summary>How long what changes nothing may wait: too short for anybody who looks, and ten ticks long.</summary>
    private static readonly TimeSpan Leisure = TimeSpan.FromMilliseconds(100);

    private readonly Action<LoopMessage> _post;
    private readonly ITimer _tick;
    private readonly List<ProbeCompleted> _waiting = []; // the reactor's
    private bool _isUrgent; // the reactor's
    private TaskCompletionSource _handled = NewHandled(); // the reactor's

    public ResultBatcher(Action<LoopMessage> post)
    {
        _post = post;
        _tick = ReactorTimeProvider.Shared.CreateTimer(static self => ((ResultBatcher)self!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called on any thread.</summary>
    /// <param name="isNews">Something may come of it: all but a pass after a pass.</param>
    /// <returns>Completes when the director has judged it.</returns>
    public Task Add(ProbeCompleted verdict, bool isNews)
    {
        if (!Reactor.IsCurrent)
        {
            var handled = NewHandled();
            _post(new ProbesCompleted([verdict], handled));
            return handled.Task;
        }

        _waiting.Add(verdict);
        if (isNews && !_isUrgent)
            Reactor.Shared.Post(Flush);
        else if (_waiting.Count == 1)
            _tick.Change(Leisure, Timeout.InfiniteTimeSpan);
        _isUrgent |= isNews;
        return _handled.Task;
    }

    // The director's loop is not lent to the probes that wait for it.
    private static TaskCompletionSource NewHandled() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Flush()
    {
        _tick.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_waiting.Count == 0)
            return;
        _post(new ProbesCompleted([.. _waiting], _handled));
        _waiting.Clear();
        _isUrgent = false;
        _handled = NewHandled();
    }
}
