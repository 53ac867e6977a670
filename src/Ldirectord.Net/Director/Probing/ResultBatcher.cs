using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Hands results to the director's loop. Results on the reactor's thread wait for the end of its turn and go together, as one message: to
/// wake another thread costs more than most probes, and to hand it one result at a time makes both threads wait. A result that changes
/// nothing waits a little longer for others.
/// </summary>
internal sealed class ResultBatcher
{
    /// <summary>Batch delay for results that change nothing: 10 ticks of the timer, too short to be noticed.</summary>
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(100);

    private readonly Action<LoopMessage> _post;
    private readonly ITimer _timer;

    // The reactor's thread alone uses what follows.
    private readonly List<ProbeCompleted> _waiting = [];
    private bool _isUrgent;
    private TaskCompletionSource _handled = NewSignal();

    public ResultBatcher(Action<LoopMessage> post)
    {
        _post = post;
        _timer = ReactorTimeProvider.Shared.CreateTimer(
            static self => ((ResultBatcher)self!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called on any thread.</summary>
    /// <param name="isNews">The result may change something: true for all but a pass after a pass.</param>
    /// <returns>Completes when the loop has handled the result.</returns>
    public Task Add(ProbeCompleted completed, bool isNews)
    {
        if (!Reactor.IsCurrent)
        {
            var handled = NewSignal();
            _post(new ProbesCompleted([completed], handled));
            return handled.Task;
        }

        _waiting.Add(completed);
        if (isNews && !_isUrgent)
            Reactor.Shared.Post(Flush);
        else if (_waiting.Count == 1)
            _timer.Change(BatchDelay, Timeout.InfiniteTimeSpan);
        _isUrgent |= isNews;
        return _handled.Task;
    }

    // Probes that wait for it must not continue on the thread of the loop.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Flush()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_waiting.Count == 0)
            return;
        _post(new ProbesCompleted([.. _waiting], _handled));
        _waiting.Clear();
        _isUrgent = false;
        _handled = NewSignal();
    }
}
