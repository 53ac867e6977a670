namespace Ldirectord.Daemon;

/// <summary>
/// Writes the log on a thread of its own, so that a log that takes no lines holds up nobody who tells one. What waits is bounded: lines beyond are lost, and
/// their number is said when lines flow again. Where the log fails or hangs that is said once, in the emergency's place, and the daemon goes on.
/// </summary>
internal sealed class LogWriter
{
    /// <summary>Lines that may wait to be written together: whoever reads the log sees that a long turn goes on.</summary>
    private const int MostKept = 1000;

    /// <summary>Lines that are written at once: text of more would lie in the heap of large objects, which is seldom collected.</summary>
    private const int MostAtOnce = 200;

    /// <summary>Of all the lines that wait: tens of thousands of lines, eight megabytes.</summary>
    public const int MostCharacters = 4 * 1024 * 1024;

    private readonly LogSink _emergency;
    private readonly TimeProvider _time;
    private readonly object _gate = new(); // guards what follows, never for long
    private List<Item> _waiting = [];
    private int _characters;
    private int _lost;
    private bool _keeps;
    private bool _isDue;
    private bool _isBusy;

    // The thread's own.
    private readonly List<Item> _taken = [];
    private LogSink _sink;
    private int _unwritten;
    private string _reason = "";
    private bool _complained;

    public LogWriter(LogSink sink, LogSink emergency, TimeProvider time)
    {
        (_sink, _emergency, _time) = (sink, emergency, time);
        new Thread(Run) { IsBackground = true, Name = "log" }.Start();
    }

    /// <summary>Never blocks.</summary>
    public void Add(string message)
    {
        var told = _time.GetLocalNow();
        lock (_gate)
        {
            // Once lines are lost they are until the thread takes what waits: they are told of in one place.
            if (_lost > 0 || _characters + message.Length > MostCharacters)
            {
                _lost++;
                WakeUp();
                return;
            }

            _characters += message.Length;
            Enqueue(new Item(new LogEntry(told, message)));
        }
    }

    /// <summary>The log is elsewhere from here on. Never blocks: it is opened by the thread.</summary>
    /// <param name="open">Opens the other one, or throws an <see cref="IOException"/>.</param>
    /// <param name="stays">Told why it cannot be written: then the log stays where it is.</param>
    public void Move(Func<LogSink> open, Action<string> stays)
    {
        lock (_gate)
            Enqueue(new Item(default, new Destination(open, stays)));
    }

    /// <summary>From here on lines need not be written at once, until the same is called with false.</summary>
    public void Keep(bool keeps)
    {
        lock (_gate)
        {
            _keeps = keeps;
            if (!keeps && _waiting.Count > 0)
                WakeUp();
        }
    }

    /// <summary>Waits until all that was told is written, no longer than it is told.</summary>
    /// <returns>False: some is not.</returns>
    public bool Finish(TimeSpan grace)
    {
        var begun = _time.GetTimestamp();
        lock (_gate)
        {
            WakeUp();
            while (_isDue || _isBusy)
            {
                var left = grace - _time.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                    return !(_isDue || _isBusy);
            }

            return true;
        }
    }

    private void Enqueue(Item item)
    {
        _waiting.Add(item);
        if (!_keeps || _waiting.Count >= MostKept)
            WakeUp();
    }

    private void WakeUp()
    {
        _isDue = true;
        Monitor.PulseAll(_gate);
    }

    private void Run()
    {
        while (true)
        {
            Take();
            while (_taken.Count > 0 || _sink.IsCut)
                WriteSome();
            lock (_gate)
            {
                _isBusy = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Take()
    {
        lock (_gate)
        {
            while (!_isDue)
                Monitor.Wait(_gate);
            (_isDue, _isBusy) = (false, true);
            _taken.AddRange(_waiting);
            if (_lost > 0)
                _taken.Add(new Item(new LogEntry(_time.GetLocalNow(), $"{Lines(_lost)} lost while this log took none")));
            // Not cleared: after a burst its room would stay.
            _waiting = [];
            (_characters, _lost) = (0, 0);
        }
    }

    /// <summary>Writes the lines before the next move, or moves.</summary>
    private void WriteSome()
    {
        if (_taken.Count > 0 && _taken[0].Moves is { } destination)
        {
            _taken.RemoveAt(0);
            MoveTo(destination);
            return;
        }

        var lines = _taken.TakeWhile(item => item.Moves is null).Take(MostAtOnce).Select(item => _sink.LineOf(item.Entry)).ToList();
        try
        {
            var taken = _unwritten == 0 || _sink.Write([Missing()]) == 1 ? Written(lines) : 0;
            _taken.RemoveRange(0, taken);
            if (taken < lines.Count || _sink.IsCut)
                Hangs();
            else
                _complained = false;
        }
#pragma warning disable CA1031 // Whatever it is: a thread that ends so would end the daemon.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Complain($"{e.Message}; the daemon goes on, but until it can be written what it says here is lost: {lines.FirstOrDefault()}");
            _unwritten += lines.Count;
            _reason = e.Message;
            _taken.RemoveRange(0, lines.Count);
        }
    }

    private int Written(List<string> lines)
    {
        _unwritten = 0;
        return _sink.Write(lines);
    }

    private string Missing() => _sink.LineOf(new LogEntry(_time.GetLocalNow(), $"{Lines(_unwritten)} lost: {_reason}"));

    /// <summary>It took nothing for as long as a sink waits. If it is to be elsewhere by now, that is where the lines go.</summary>
    private void Hangs()
    {
        Complain($"{_sink} takes no lines now: whatever reads it hangs; the daemon goes on, and keeps its lines until it does");
        Destination? next;
        lock (_gate)
        {
            next = _waiting.Concat(_taken).LastOrDefault(item => item.Moves is not null).Moves;
            _waiting.RemoveAll(item => item.Moves is not null);
        }

        _taken.RemoveAll(item => item.Moves is not null);
        if (next is not null)
            MoveTo(next);
    }

    private void MoveTo(Destination destination)
    {
        try
        {
            _sink = destination.Open();
            _complained = false;
        }
        catch (IOException e)
        {
            destination.Stays(e.Message);
        }
    }

    private void Complain(string message)
    {
        if (_complained)
            return;
        _complained = true;
        try
        {
            _emergency.Write(message);
        }
        catch (IOException)
        {
            // Closed or full, too: there is nobody left to tell.
        }
    }

    private static string Lines(int count) => count == 1 ? "1 log line was" : $"{count} log lines were";

    private sealed record Destination(Func<LogSink> Open, Action<string> Stays);

    /// <summary>A line, or a move.</summary>
    private readonly record struct Item(LogEntry Entry, Destination? Moves = null);
}
