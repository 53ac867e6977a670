using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Ldirectord.Platform;

/// <summary>
/// A file descriptor that the reactor watches, for as long as a token allows. Its owner tries its system call first and, on EAGAIN, awaits
/// <see cref="ReadyAsync"/> and tries again: notices are edges, and may be about something else. One waits at a time. Lives on the reactor's thread.
/// </summary>
internal sealed class EpollDescriptor : IValueTaskSource, IDisposable
{
    // After so many operations without a wait the others get a turn: an endless body must not hold the reactor.
    private const int OperationsPerTurn = 16;

    private readonly CancellationToken _ct;
    private readonly CancellationTokenRegistration _cancellation;
    private ManualResetValueTaskSourceCore<bool> _ready;
    private bool _waiting;
    private int _operations;

    /// <summary>Takes over <paramref name="fd"/>, which is closed by <see cref="Dispose"/>, or here if it cannot be watched.</summary>
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

    /// <summary>The descriptor; −1 once it is closed.</summary>
    public int Fd { get; private set; }

    public ulong Ticket { get; }

    /// <summary>The other side has closed, or something broke: a notice of that came.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Something may have come that was not received yet; if not, a notice will tell.</summary>
    public bool MayReceive { get; private set; }

    /// <summary>
    /// Comes to the reactor's thread, and now and then lets the others go first. Awaited right before the system call, never inside another async method:
    /// that one's end would be seen by a caller on another thread, which would go on there and miss the reactor's next notice.
    /// </summary>
    public ReactorTurn EnterAsync() =>
        Reactor.IsCurrent && ++_operations % OperationsPerTurn == 0 ? Reactor.Shared.YieldAsync() : Reactor.Shared.EnterAsync();

    /// <summary>Completes, on the reactor's thread, when something has happened to the descriptor.</summary>
    /// <exception cref="OperationCanceledException">The token fired, now or earlier.</exception>
    public ValueTask ReadyAsync()
    {
        Debug.Assert(Reactor.IsCurrent, "a notice between the system call and here would be missed");
        _ct.ThrowIfCancellationRequested();
        _ready.Reset();
        _waiting = true;
        return new ValueTask(this, _ready.Version);
    }

    /// <summary>
    /// All that had come was received: on a stream, when less came than was asked for (epoll(7)). The end of it is not told again.
    /// </summary>
    public void Drained() => MayReceive = HasEnded;

    /// <summary>Called by the reactor.</summary>
    /// <param name="readable">Something came.</param>
    /// <param name="ended">The other side has closed, or something broke.</param>
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
