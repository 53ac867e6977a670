namespace Ldirectord.Platform;

/// <summary>
/// A limited number of threads for work that may block, outside of the thread pool, which sockets and timers need. A thread starts when
/// there is work and no free thread, and ends when idle. The queue is not bounded: callers limit themselves.
/// </summary>
/// <param name="name">Name of the threads.</param>
/// <param name="most">Most threads at a time.</param>
internal sealed class BlockingThreads(string name, int most)
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private readonly object _gate = new(); // guards what follows
    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _idle;

    /// <returns>
    /// The work's result; continuations run on the thread pool. Fails with <see cref="IoFailure.Shortage"/> if no thread can be started.
    /// </returns>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_waiting.Count >= _idle && _threads < most && !TryBegin() && _threads == 0)
                return Task.FromException<T>(DedicatedThread.NoThread());
            _waiting.Enqueue(() => Complete(result, work));
            Monitor.Pulse(_gate);
        }

        return result.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> work)
    {
        try
        {
            result.SetResult(work());
        }
#pragma warning disable CA1031 // Every exception goes to the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result.SetException(e);
        }
    }

    private bool TryBegin()
    {
        try
        {
            new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
            _threads++;
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private void Run()
    {
        while (Take() is { } work)
            work();
    }

    /// <returns>Null if the thread shall end.</returns>
    private Action? Take()
    {
        lock (_gate)
        {
            _idle++;
            while (_waiting.Count == 0)
            {
                if (Monitor.Wait(_gate, IdleTimeout) || _waiting.Count > 0)
                    continue;
                _idle--;
                _threads--;
                return null;
            }

            _idle--;
            return _waiting.Dequeue();
        }
    }
}
