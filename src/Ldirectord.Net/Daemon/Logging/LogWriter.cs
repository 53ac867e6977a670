using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// Writes the log on its own thread, so that a log that takes no lines delays no caller. Waiting lines are bounded: further lines
/// are lost, and their number is logged when lines flow again. A log that fails or hangs is reported once, to the emergency sink,
/// and the daemon continues.
/// </summary>
internal sealed class LogWriter
{
    /// <summary>Maximum lines that a batch holds back: readers of the log see that a long turn makes progress.</summary>
    private const int MaxHeldLines = 1000;

    /// <summary>Maximum lines of one write: the text of more would lie in the large object heap, which is seldom collected.</summary>
    private const int MaxLinesPerWrite = 200;

    /// <summary>Maximum characters of all waiting lines: tens of thousands of lines, 8 MB.</summary>
    public const int MaxWaitingCharacters = 4 * 1024 * 1024;

    private readonly LogSink _emergency;
    private readonly TimeProvider _time;
    private readonly object _gate = new(); // guards the fields up to the next comment; never held for long
    private List<Item> _waiting = [];
    private int _characters;
    private int _lost;
    private bool _holdsBack;
    private bool _isDue;
    private bool _isBusy;

    // Used by the log's thread only.
    private readonly List<Item> _taken = [];
    private LogSink _sink;
    private int _unwritten;
    private string _reason = "";
    private bool _isReported;

    public LogWriter(LogSink sink, LogSink emergency, TimeProvider time)
    {
        (_sink, _emergency, _time) = (sink, emergency, time);
        new Thread(Run) { IsBackground = true, Name = "log" }.Start();
    }

    /// <summary>Never blocks.</summary>
    public void Add(string message)
    {
        var now = _time.GetLocalNow();
        lock (_gate)
        {
            // Once a line is lost, all are until the thread takes the waiting ones: the count then stands in one place of the log.
            if (_lost > 0 || _characters + message.Length > MaxWaitingCharacters)
            {
                _lost++;
                WakeUp();
                return;
            }

            _characters += message.Length;
            Enqueue(new Item(new LogEntry(now, message)));
        }
    }

    /// <summary>Writes later lines to another sink. Never blocks: the thread opens the sink.</summary>
    /// <param name="open">Opens the other sink, or throws an <see cref="IOException"/>.</param>
    /// <param name="failed">Gets the reason if it cannot be opened; later lines then go to the old sink.</param>
    public void Switch(Func<LogSink> open, Action<string> failed)
    {
        lock (_gate)
            Enqueue(new Item(default, new NextSink(open, failed)));
    }

    /// <summary>Holds lines back until the same is called with false, to write them together.</summary>
    public void HoldBack(bool holdsBack)
    {
        lock (_gate)
        {
            _holdsBack = holdsBack;
            if (!holdsBack && _waiting.Count > 0)
                WakeUp();
        }
    }

    /// <summary>Waits until all lines so far are written.</summary>
    /// <returns>False if some are not written after <paramref name="timeout"/>.</returns>
    public bool WaitUntilWritten(TimeSpan timeout)
    {
        var begun = _time.GetTimestamp();
        lock (_gate)
        {
            WakeUp();
            while (_isDue || _isBusy)
            {
                var left = timeout - _time.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                    return !(_isDue || _isBusy);
            }

            return true;
        }
    }

    private void Enqueue(Item item)
    {
        _waiting.Add(item);
        if (!_holdsBack || _waiting.Count >= MaxHeldLines)
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
            while (_taken.Count > 0 || _sink.HasPartialLine)
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
                _taken.Add(new Item(new LogEntry(_time.GetLocalNow(), $"{Lines(_lost)} lost: the log took no lines")));
            // Not cleared: the list would keep its size after a burst.
            _waiting = [];
            (_characters, _lost) = (0, 0);
        }
    }

    /// <summary>Writes the lines before the next switch, or switches.</summary>
    private void WriteSome()
    {
        if (_taken.Count > 0 && _taken[0].Next is { } next)
        {
            _taken.RemoveAt(0);
            SwitchTo(next);
            return;
        }

        var lines = _taken.TakeWhile(item => item.Next is null).Take(MaxLinesPerWrite).Select(item => _sink.Format(item.Entry)).ToList();
        try
        {
            var written = _unwritten == 0 || _sink.Write([LossLine()]) == 1 ? WriteLines(lines) : 0;
            _taken.RemoveRange(0, written);
            if (written < lines.Count || _sink.HasPartialLine)
                OnHang();
            else
                _isReported = false;
        }
#pragma warning disable CA1031 // Any error: an unhandled one on this thread would end the daemon.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report($"{e.Message}; continuing; log lines are lost until the log is writable again: {lines.FirstOrDefault()}");
            _unwritten += lines.Count;
            _reason = e.Message;
            _taken.RemoveRange(0, lines.Count);
        }
    }

    private int WriteLines(List<string> lines)
    {
        _unwritten = 0;
        return _sink.Write(lines);
    }

    private string LossLine() => _sink.Format(new LogEntry(_time.GetLocalNow(), $"{Lines(_unwritten)} lost: {_reason}"));

    /// <summary>The sink took no line within its timeout. If a switch waits, the remaining lines go to the new sink.</summary>
    private void OnHang()
    {
        Report($"{_sink} takes no lines, its reader hangs; continuing; log lines wait until the reader continues");
        NextSink? next;
        lock (_gate)
        {
            next = _waiting.Concat(_taken).LastOrDefault(item => item.Next is not null).Next;
            _waiting.RemoveAll(item => item.Next is not null);
        }

        _taken.RemoveAll(item => item.Next is not null);
        if (next is not null)
            SwitchTo(next);
    }

    private void SwitchTo(NextSink next)
    {
        try
        {
            _sink = next.Open();
            _isReported = false;
        }
        catch (IOException e)
        {
            next.Failed(e.Message);
        }
    }

    private void Report(string message)
    {
        if (_isReported)
            return;
        _isReported = true;
        try
        {
            _emergency.Write(message);
        }
        catch (IOException)
        {
            // The emergency sink is closed or full too: there is no other place.
        }
    }

    private static string Lines(int count) => $"{Plural.Of(count, "log line")} {(count == 1 ? "was" : "were")}";

    private sealed record NextSink(Func<LogSink> Open, Action<string> Failed);

    /// <summary>A line, or a switch to another sink.</summary>
    private readonly record struct Item(LogEntry Entry, NextSink? Next = null);
}
