namespace Ldirectord.Director;

/// <summary>The queue of messages to the loop, which waits for them on its own thread and not on one of the pool.</summary>
internal sealed class LoopMailbox
{
    private readonly object _gate = new(); // guards what follows
    private readonly Queue<LoopMessage> _waiting = new();
    private bool _hasEnded;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Never blocks.</summary>
    public void Post(LoopMessage message)
    {
        lock (_gate)
        {
            _waiting.Enqueue(message);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Posts a question and waits for the answer.</summary>
    /// <param name="question">Makes the message; the loop completes its argument.</param>
    public async Task<T> AskAsync<T>(Func<TaskCompletionSource<T>, LoopMessage> question, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(question(answer));
        return await answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Makes <see cref="Wait"/> return false from now on.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The oldest message; there must be one.</summary>
    public LoopMessage Take()
    {
        lock (_gate)
            return _waiting.Dequeue();
    }

    /// <summary>Waits for a message. Called by the loop alone.</summary>
    /// <returns>False after the end, even if messages wait.</returns>
    public bool Wait()
    {
        lock (_gate)
        {
            while (!_hasEnded && _waiting.Count == 0)
                Monitor.Wait(_gate);
            return !_hasEnded;
        }
    }
}
