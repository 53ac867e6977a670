using Ldirectord.Checks;
using Ldirectord.Text;

namespace Ldirectord.Director;

/// <summary>
/// The newest events, numbered. Numbers begin at the time of the start in microseconds since 1970, so that those of an earlier start of the
/// daemon are lower, and are seen to be of another start. Events do not outlive the daemon. Used from any thread.
/// </summary>
internal sealed class EventBuffer(DateTimeOffset startedAt)
{
    /// <summary>Number of events that are kept at most.</summary>
    public const int MaximumEvents = 10_000;

    /// <summary>Bytes that the events take at most, about.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>Longest message in characters.</summary>
    private const int LongestMessage = 1000;

    /// <summary>Bytes of an event without its message; names are shared with the servers.</summary>
    private const int Overhead = 120;

    private readonly object _gate = new(); // guards what follows
    private readonly Queue<DirectorEvent> _events = new();
    private readonly long _zero = startedAt.ToUnixTimeMilliseconds() * 1000;
    private long _last = startedAt.ToUnixTimeMilliseconds() * 1000;
    private int _bytes;

    /// <summary>Called after each event, on the director's loop; must not block.</summary>
    public Action? Added { get; set; }

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Number of the newest event; of the start before the first.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    public DirectorEvent Add(
        DateTimeOffset at, EventKind kind, string? service, string? server, string message, StatusCode? code = null)
    {
        DirectorEvent added;
        lock (_gate)
        {
            added = new DirectorEvent(++_last, at, kind, service, server, Printable.Of(message, LongestMessage), code);
            _events.Enqueue(added);
            _bytes += SizeOf(added);
            while (_events.Count > MaximumEvents || _bytes > MaximumBytes)
                _bytes -= SizeOf(_events.Dequeue());
        }

        Added?.Invoke();
        return added;
    }

    /// <param name="after">The last number that the asker knows; null for the newest events.</param>
    /// <param name="most">So many events at most: of those after the number the oldest.</param>
    public EventPage Read(long? after, int most)
    {
        lock (_gate)
        {
            var first = _last - _events.Count + 1;
            if (after is not { } known)
                return new(first, _last, Lost: false, [.. _events.Skip(_events.Count - most)]);
            var isOfThisStart = known >= _zero && known <= _last;
            var from = isOfThisStart ? Math.Max(known + 1, first) : first;
            return new(first, _last, !isOfThisStart || known + 1 < first, [.. _events.Skip((int)(from - first)).Take(most)]);
        }
    }

    private static int SizeOf(DirectorEvent one) => Overhead + (2 * one.Message.Length);
}
