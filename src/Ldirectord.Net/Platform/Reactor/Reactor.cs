using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ldirectord.Platform;

/// <summary>
/// One thread with one epoll (epoll(7)), on which all network I/O waits, as ordinary <c>await</c> code whose continuations run on this
/// thread. No locks are needed, because an <see cref="EpollDescriptor"/> is created, used and closed on this thread only; other threads use
/// <see cref="Post"/>. Nothing on this thread may block.
/// </summary>
internal sealed unsafe class Reactor
{
    private const int EpollCloexec = 0x80000;
    private const int ControlAdd = 1;
    private const uint EventIn = 0x1;
    private const uint EventOut = 0x4;
    private const uint EventError = 0x8;
    private const uint EventHangUp = 0x10;
    private const uint EventPeerClosed = 0x2000;
    private const uint EdgeTriggered = 1u << 31;
    private const int MaxEvents = 256;
    private const int EventsTogether = 16;

    // After so many timers the network has its turn, so that no answer waits for all probes that start together.
    private const int TimersTogether = 32;

    // Timers that share one reading of the clock: what they begin is late by the time of seven others at most, a third of a millisecond.
    private const int TimersPerReading = 8;

    private static readonly int s_eventSize = ProcessorAbi.EpollEventSize;
    private static readonly int s_dataOffset = ProcessorAbi.EpollEventData;

    private static readonly Lock s_making = new();
    private static volatile Reactor? s_shared;

    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly Stack<int> _freeSlots = new();
    private readonly PauseDetector _pauses = new();
    private readonly Thread _thread;
    private readonly int _epoll;
    private readonly int _wakeup;
    private EpollDescriptor?[] _watched = new EpollDescriptor?[64];
    private int _slots = 1; // slot 0 is the wake-up
    private uint _generation;
    private int _wakeupPending;
    private long _clock; // this thread's

    internal Reactor()
    {
        _epoll = Libc.EpollCreate(EpollCloexec);
        _wakeup = Libc.EventFd(0, Libc.SockCloexec | Libc.SockNonblock);
        if (_epoll < 0 || _wakeup < 0 || !Add(_wakeup, EventIn, 0))
        {
            var error = Errno.Last;
            _ = Libc.Close(_wakeup);
            _ = Libc.Close(_epoll);
            throw Errno.Failure(error, IoFailure.Local);
        }
        Timers = new TimerWheel(WakeUp);
        _thread = new Thread(Run) { IsBackground = true, Name = "reactor" };
        _thread.Start();
    }

    /// <summary>
    /// The reactor of this process, started at first use. If that fails for lack of descriptors, the next use tries again.
    /// </summary>
    /// <exception cref="IoFailureException">This machine has a shortage of descriptors or memory.</exception>
    public static Reactor Shared => s_shared ?? Make();

    /// <summary>Whether the caller is on the reactor's thread.</summary>
    public static bool IsCurrent => s_shared is { IsHere: true };

    /// <summary>Timers that fire on the reactor's thread.</summary>
    public TimerWheel Timers { get; }

    /// <summary>
    /// The system's clock (<see cref="Stopwatch"/>). On the reactor's thread it is the time at which the current action, timer or group of
    /// events began: reading the clock is a system call where the kernel offers none in user space (vdso(7)).
    /// </summary>
    public long Clock => IsHere ? _clock : Stopwatch.GetTimestamp();

    /// <summary>The first tick that is due no sooner than <paramref name="time"/> from now.</summary>
    public long TickAfter(TimeSpan time) => (long)Math.Ceiling((Now(Clock) + time) / ReactorTimeProvider.Tick);

    /// <summary>To be awaited: continues on the reactor's thread, at once if called there.</summary>
    public ReactorTurn EnterAsync() => new(this, evenIfThere: false);

    /// <summary>To be awaited on the reactor's thread: lets all others go first.</summary>
    public ReactorTurn YieldAsync() => new(this, evenIfThere: true);

    /// <summary>Completes, off the reactor's thread, after its next round; never if it hangs.</summary>
    public Task PingAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(turn.SetResult);
        return turn.Task;
    }

    /// <summary>Runs <paramref name="action"/> on the reactor's thread, later. It must neither block nor throw.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        WakeUp();
    }

    /// <summary>Starts to watch a non-blocking descriptor for all events.</summary>
    /// <returns>Its ticket, for <see cref="Forget"/>; 0 if the kernel refused (errno).</returns>
    public ulong Watch(int fd, EpollDescriptor descriptor)
    {
        var slot = _freeSlots.TryPop(out var free) ? free : _slots++;
        if (slot >= _watched.Length)
            Array.Resize(ref _watched, _watched.Length * 2);

        // The generation distinguishes events of the slot's earlier owner: a descriptor that a child inherited, which has not called exec
        // yet, stays in the epoll after it was closed here.
        var ticket = ((ulong)++_generation << 32) | (uint)slot;
        if (!Add(fd, EventIn | EventOut | EventPeerClosed | EdgeTriggered, ticket))
        {
            _freeSlots.Push(slot);
            return 0;
        }

        _watched[slot] = descriptor;
        return ticket;
    }

    /// <summary>Stops watching. The caller closes the descriptor, which also removes it from the epoll.</summary>
    public void Forget(ulong ticket)
    {
        var slot = (int)(uint)ticket;
        _watched[slot] = null;
        _freeSlots.Push(slot);
    }

    private static Reactor Make()
    {
        lock (s_making)
            return s_shared ??= new Reactor();
    }

    private TimeSpan ReadClock()
    {
        _clock = Stopwatch.GetTimestamp();
        return Now(_clock);
    }

    private bool IsHere => Thread.CurrentThread == _thread;

    /// <summary>Time since the machine's start.</summary>
    private static TimeSpan MachineTime(long clock) => Stopwatch.GetElapsedTime(0, clock);

    /// <summary>The same without pauses.</summary>
    private TimeSpan Now(long clock) => MachineTime(clock) - _pauses.Paused;

    private bool Add(int fd, uint events, ulong ticket)
    {
        var entry = stackalloc byte[s_eventSize];
        Unsafe.WriteUnaligned(entry, events | EdgeTriggered);
        Unsafe.WriteUnaligned(entry + s_dataOffset, ticket);
        return Libc.EpollControl(_epoll, ControlAdd, fd, entry) == 0;
    }

    private void Run()
    {
        var events = stackalloc byte[s_eventSize * MaxEvents];
        var fired = 0;
        Action beforeTimer = () =>
        {
            if (fired++ % TimersPerReading == 0)
                _ = ReadClock();
        };
        while (true)
        {
            var now = ReadClock();
            var wait = MillisecondsToNextTimer(now);
            var due = wait < 0 ? TimeSpan.MaxValue : now + TimeSpan.FromMilliseconds(wait);
            var count = Libc.EpollWait(_epoll, events, MaxEvents, wait);
            var awake = ReadClock() is var woken && woken < due ? woken : due;
            // Answers that have arrived count before deadlines that have passed, also after a pause of this machine.
            for (; count > 0; count = count < MaxEvents ? 0 : Libc.EpollWait(_epoll, events, MaxEvents, 0))
            {
                for (var i = 0; i < count; i++)
                {
                    if (i % EventsTogether == EventsTogether - 1)
                        _ = ReadClock();
                    var one = events + i * s_eventSize;
                    Dispatch(Unsafe.ReadUnaligned<uint>(one), Unsafe.ReadUnaligned<ulong>(one + s_dataOffset));
                }
            }

            RunPosted();
            var late = ReadClock() - awake;
            _pauses.CameRound(MachineTime(_clock), late);
            Timers.FireUntil((long)(Now(_clock) / ReactorTimeProvider.Tick), TimersTogether, beforeTimer);
        }
    }

    /// <summary>The timeout for epoll_wait(2): −1 if there is no timer.</summary>
    private int MillisecondsToNextTimer(TimeSpan now)
    {
        if (!_posted.IsEmpty)
            return 0;
        if (Timers.NextTick() is not { } next)
            return -1;
        return (int)Math.Clamp(Math.Ceiling((next * ReactorTimeProvider.Tick - now).TotalMilliseconds), 0, int.MaxValue);
    }

    private void WakeUp()
    {
        // The reactor's own thread looks at the queue before it waits again.
        if (!IsHere && Interlocked.Exchange(ref _wakeupPending, 1) == 0)
            _ = Libc.Write(_wakeup, 1, sizeof(ulong));
    }

    private void Dispatch(uint events, ulong ticket)
    {
        if (_watched[(int)(uint)ticket] is { } descriptor && descriptor.Ticket == ticket)
            descriptor.OnReady((events & EventIn) != 0, (events & (EventError | EventHangUp | EventPeerClosed)) != 0);
    }

    /// <summary>Runs the actions posted so far. Actions that these post run in the next round, so that the network has its turn.</summary>
    private void RunPosted()
    {
        Volatile.Write(ref _wakeupPending, 0);
        Interlocked.MemoryBarrier(); // the flag is cleared before the queue is read: a later post wakes this thread again
        for (var count = _posted.Count; count > 0 && _posted.TryDequeue(out var action); count--)
        {
            _ = ReadClock();
            action();
        }
    }
}

/// <summary>An awaitable that continues on the reactor's thread.</summary>
internal readonly struct ReactorTurn(Reactor reactor, bool evenIfThere) : ICriticalNotifyCompletion
{
    public bool IsCompleted => !evenIfThere && Reactor.IsCurrent;

    public ReactorTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => reactor.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => reactor.Post(continuation);
}
