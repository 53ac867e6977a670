using NLog;
using NLog.Targets;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Ldirectord.Cli;

/// <summary>
/// NLog's way to the daemon's log. The log may move at a reload, and may fail: then that is said once, to standard error and syslog, and the daemon goes on.
/// </summary>
/// <param name="line">The form of its lines, for a log that can move; null: it stays where it is, whatever logfile says.</param>
internal sealed class DaemonLog(LogSink sink, LogSink emergency, LogLine? line) : Target
{
    /// <summary>Lines that may wait: whoever reads the log sees that a long turn goes on.</summary>
    private const int MostKept = 1000;

    private readonly List<string> _kept = [];
    private LogSink _sink = sink;
    private bool _keeps;
    private bool _failing;

    /// <summary>logfile says where it is.</summary>
    public bool CanMove => line is not null;

    /// <summary>Writes to another place from now on; if that cannot be written, it says so where it is.</summary>
    public void MoveTo(string logFile, ILogger log)
    {
        if (line is null)
            return;
        try
        {
            var other = LogSink.Open(logFile, line);
            lock (SyncRoot)
            {
                WriteKept();
                _sink = other;
            }
        }
        catch (IOException e)
        {
            DaemonMessages.LogStays(log, e.Message);
        }
    }

    /// <summary>Keeps the lines from here on, and writes them together when the result is disposed: each by itself takes three system calls, and a rack that dies has thousands.</summary>
    public IDisposable Together() => new Turn(this);

    protected override void Write(LogEventInfo logEvent)
    {
        var message = logEvent.Exception is { } exception ? $"{logEvent.FormattedMessage} ({exception})" : logEvent.FormattedMessage;
        _kept.Add(_sink.LineOf(message));
        if (!_keeps || _kept.Count == MostKept)
            WriteKept();
    }

    private void WriteKept()
    {
        if (_kept.Count == 0)
            return;
        try
        {
            _sink.Write(_kept);
            _failing = false;
        }
        catch (IOException e)
        {
            if (!_failing)
                Complain($"{e.Message}; the daemon goes on, but until it can be written what it says here is lost: {_kept[0]}");
            _failing = true;
        }

        _kept.Clear();
    }

    private void Complain(string message)
    {
        try
        {
            emergency.Write(message);
        }
        catch (IOException)
        {
            // Standard error, too, is closed or full: there is nobody left to tell.
        }
    }

    private sealed class Turn : IDisposable
    {
        private readonly DaemonLog _log;

        public Turn(DaemonLog log)
        {
            _log = log;
            lock (log.SyncRoot)
                log._keeps = true;
        }

        public void Dispose()
        {
            lock (_log.SyncRoot)
            {
                _log._keeps = false;
                _log.WriteKept();
            }
        }
    }
}

/// <summary>Where it is said that the log cannot be written: standard error and syslog's daemon facility.</summary>
internal sealed class EmergencySink(TextWriter error) : LogSink
{
    public override string LineOf(string message) => message;

    public override void Write(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            error.WriteLine(line);
            Syslog.Open("daemon").Write(line);
        }
    }
}
