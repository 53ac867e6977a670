using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Ldirectord.Platform;

/// <summary>
/// A file descriptor that the reactor watches until a token is cancelled. The owner tries its system call first; after EAGAIN it awaits
/// <see cref="ReadyAsync"/> and tries again, because events are edge-triggered and may be about something else. One waiter at a time. Used
/// on the reactor's thread only.
/// </summary>
internal sealed class EpollDescriptor : IValueTaskSource, IDisposable
{
    // After so many operations without a wait, others get a turn: an endless body must not block the reactor.
    private const int OperationsPerTurn = 16;

    private readonly CancellationToken _ct;
    private readonly CancellationTokenRegistration _cancellation;
    private ManualResetValueTaskSourceCore<bool> _ready;
    private bool _waiting;
    private int _operations;

    /// <summary>Owns <paramref name="fd"/>: closed by <see cref="Dispose"/>, or here if it cannot be watched.</summary>
    public EpollDescriptor(int fd, CancellationToken ct)
    {
        Fd = fd;
        _ct = ct;
        Ticket = Reactor.Shared.Watch(fd, this);
        if (Ticket == 0)
        {
            var error = Errno.Last;
            _ = Libc.Close(fd);
            throw Errno.Failure(error, IoFailure.Local);
        }

        _cancellation = ct.UnsafeRegister(static self => Reactor.Shared.Post(((EpollDescriptor)self!).OnCancelled), this);
    }

    /// <summary>The descriptor; −1 after it was closed.</summary>
    public int Fd { get; private set; }

    public ulong Ticket { get; }

    /// <summary>Whether an event showed that the other side has closed, or that an error occurred.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether there may be data to receive; if not, an event will follow.</summary>
    public bool MayReceive { get; private set; }

    /// <summary>
    /// Continues on the reactor's thread, now and then after letting others go first. To be awaited right before the system call, never
    /// inside another async method: its caller could continue on another thread and miss the reactor's next event.
    /// </summary>
    public ReactorTurn EnterAsync() =>
        Reactor.IsCurrent && ++_operations % OperationsPerTurn == 0 ? Reactor.Shared.YieldAsync() : Reactor.Shared.EnterAsync();

    /// <summary>Completes, on the reactor's thread, at the next event of the descriptor.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, now or earlier.</exception>
    public ValueTask ReadyAsync()
    {
        Debug.Assert(Reactor.IsCurrent, "an event between the system call and here would be missed");
        _ct.ThrowIfCancellationRequested();
        _ready.Reset();
        _waiting = true;
        return new ValueTask(this, _ready.Version);
    }

    /// <summary>
    /// Everything was received: on a stream, when less came than was asked for (epoll(7)). Its end is not reported again.
    /// </summary>
    public void Drained() => MayReceive = HasEnded;

    /// <summary>Called by the reactor.</summary>
    /// <param name="readable">There is data to receive.</param>
    /// <param name="ended">The other side has closed, or an error occurred.</param>
    public void OnReady(bool readable, bool ended)
    {
        HasEnded |= ended;
        MayReceive |= readable | ended;
        if (!_waiting)
            return;
        _waiting = false;
        _ready.SetResult(true);
    }

    public void Dispose()
    {
        if (Reactor.IsCurrent)
            Close();
        else
            Reactor.Shared.Post(Close);
    }

    void IValueTaskSource.GetResult(short token) => _ready.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ready.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ready.OnCompleted(continuation, state, token, flags);

    private void OnCancelled()
    {
        if (!_waiting)
            return;
        _waiting = false;
        _ready.SetException(new OperationCanceledException(_ct));
    }

    private void Close()
    {
        if (Fd < 0)
            return;
        _cancellation.Unregister();
        Reactor.Shared.Forget(Ticket);
        _ = Libc.Close(Fd);
        Fd = -1;
    }
}
