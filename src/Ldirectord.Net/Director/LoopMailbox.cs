namespace Ldirectord.Director;

/// <summary>What has happened and waits for the loop, which waits for it on its own thread and none of the pool's.</summary>
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
    public void Post(LoopMessage happened)
    {
        lock (_gate)
        {
            _waiting.Enqueue(happened);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The loop is to wait no more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The first that waits; there must be one.</summary>
    public LoopMessage Take()
    {
        lock (_gate)
            return _waiting.Dequeue();
    }

    /// <summary>Waits until something has happened; called by the loop alone.</summary>
    /// <returns>False: the end has come, whatever still waits.</returns>
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
