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
    private LogSink _sink = sink;
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
                _sink = other;
        }
        catch (IOException e)
        {
            DaemonMessages.LogStays(log, e.Message);
        }
    }

    protected override void Write(LogEventInfo logEvent)
    {
        var message = logEvent.Exception is { } exception ? $"{logEvent.FormattedMessage} ({exception})" : logEvent.FormattedMessage;
        try
        {
            _sink.Write(message);
            _failing = false;
        }
        catch (IOException e)
        {
            if (!_failing)
                emergency.Write($"{e.Message}; the daemon goes on, but until it can be written what it says here is lost: {message}");
            _failing = true;
        }
    }
}

/// <summary>Where it is said that the log cannot be written: standard error and syslog's daemon facility.</summary>
internal sealed class EmergencySink(TextWriter error) : LogSink
{
    public override void Write(string message)
    {
        error.WriteLine(message);
        Syslog.Open("daemon").Write(message);
    }
}
