using System.Numerics;

namespace Ldirectord.Platform;

/// <summary>
/// A hashed timing wheel: a ring of slots, each with a list of timers, so that setting, stopping and firing a timer costs the same however
/// many there are. Timers of one tick fire together. Any thread may set and stop.
/// </summary>
/// <param name="wakeUp">Called, on any thread, after a timer was set that is due before the last result of <see cref="NextTick"/>.</param>
internal sealed class TimerWheel(Action wakeUp)
{
    /// <summary>One revolution of the ring in ticks; a later timer stays in its slot for several.</summary>
    private const int Slots = 1024;

    private readonly Lock _lock = new();
    private readonly WheelTimer?[] _slots = new WheelTimer?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly List<WheelTimer> _due = [];
    private long _fired;
    private long _awaited = long.MaxValue;

    /// <param name="tick">The tick to fire at; a past one means the next.</param>
    public void Set(WheelTimer timer, long tick)
    {
        bool sooner;
        lock (_lock)
        {
            Unlink(timer);
            timer.Tick = Math.Max(tick, _fired + 1);
            Link(timer);
            sooner = timer.Tick < _awaited;
            if (sooner)
                _awaited = timer.Tick;
        }

        if (sooner)
            wakeUp();
    }

    public void Stop(WheelTimer timer)
    {
        lock (_lock)
            Unlink(timer);
    }

    /// <summary>A tick before which no timer is due; null if no timer is set.</summary>
    public long? NextTick()
    {
        lock (_lock)
        {
            var next = FindNext();
            _awaited = next ?? long.MaxValue;
            return next;
        }
    }

    /// <summary>
    /// Fires the timers due up to <paramref name="tick"/>, in the order of their ticks, at most <paramref name="most"/>; the others stay
    /// due. One thread at a time.
    /// </summary>
    public void FireUntil(long tick, int most = int.MaxValue, Action? beforeEach = null)
    {
        lock (_lock)
            TakeDue(tick, most);
        foreach (var timer in _due)
        {
            beforeEach?.Invoke();
            timer.Fire();
        }

        _due.Clear();
    }

    private void TakeDue(long tick, int most)
    {
        while (FindNext() is { } next && next <= tick)
        {
            for (var timer = _slots[next % Slots]; timer is not null;)
            {
                var following = timer.Next;
                if (timer.Tick <= next)
                {
                    if (_due.Count == most)
                        return;
                    Unlink(timer);
                    _due.Add(timer);
                }

                timer = following;
            }

            _fired = next;
        }

        _fired = Math.Max(_fired, tick);
    }

    /// <summary>The next tick whose slot has timers, perhaps of a later revolution.</summary>
    private long? FindNext()
    {
        var start = (int)((_fired + 1) % Slots);
        for (var word = 0; word <= _occupied.Length; word++)
        {
            var index = (start / 64 + word) % _occupied.Length;
            var bits = _occupied[index];
            if (word == 0)
                bits &= ulong.MaxValue << (start % 64);
            else if (word == _occupied.Length)
                bits &= ~(ulong.MaxValue << (start % 64));
            if (bits == 0)
                continue;
            var slot = index * 64 + BitOperations.TrailingZeroCount(bits);
            return _fired + 1 + (slot - start + Slots) % Slots;
        }

        return null;
    }

    private void Link(WheelTimer timer)
    {
        var slot = (int)(timer.Tick % Slots);
        timer.Previous = null;
        timer.Next = _slots[slot];
        if (timer.Next is not null)
            timer.Next.Previous = timer;
        _slots[slot] = timer;
        timer.IsSet = true;
        _occupied[slot / 64] |= 1UL << (slot % 64);
    }

    private void Unlink(WheelTimer timer)
    {
        if (!timer.IsSet)
            return;
        var slot = (int)(timer.Tick % Slots);
        if (timer.Previous is null)
            _slots[slot] = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is not null)
            timer.Next.Previous = timer.Previous;
        (timer.Previous, timer.Next, timer.IsSet) = (null, null, false);
        if (_slots[slot] is null)
            _occupied[slot / 64] &= ~(1UL << (slot % 64));
    }
}

/// <summary>A timer in the wheel; only the wheel uses its properties.</summary>
internal abstract class WheelTimer
{
    public WheelTimer? Previous { get; set; }

    public WheelTimer? Next { get; set; }

    public long Tick { get; set; }

    public bool IsSet { get; set; }

    /// <summary>Called when the timer is due. Must neither block nor throw.</summary>
    public abstract void Fire();
}
