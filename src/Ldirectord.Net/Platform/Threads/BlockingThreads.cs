namespace Ldirectord.Platform;

/// <summary>
/// A few threads for work that may block, apart from the pool, which sockets, clocks and whoever awaits them need. A thread is begun when there is work that none
/// is free for, and ends when there was none for a while. Who can be kept waiting asks for no more than he needs: the queue is not bounded here.
/// </summary>
/// <param name="name">Of the threads.</param>
/// <param name="most">How many there are at a time.</param>
internal sealed class BlockingThreads(string name, int most)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly object _gate = new(); // guards what follows
    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _idle;

    /// <returns>The work's result; continuations run on the pool. Failed with <see cref="IoFailure.Shortage"/> if there is no thread.</returns>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_waiting.Count >= _idle && _threads < most && !TryBegin() && _threads == 0)
                return Task.FromException<T>(DedicatedThread.Lack());
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
#pragma warning disable CA1031 // Whatever it is, it is for who asked.
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

    /// <returns>Null: the thread ends.</returns>
    private Action? Take()
    {
        lock (_gate)
        {
            _idle++;
            while (_waiting.Count == 0)
            {
                if (Monitor.Wait(_gate, Idle) || _waiting.Count > 0)
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
