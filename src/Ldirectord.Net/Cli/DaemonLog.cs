using NLog;
using NLog.Targets;

namespace Ldirectord.Cli;

/// <summary>
/// NLog's way to the daemon's log. The log may move at a reload, and may fail: then that is said once, to standard error and syslog, and the daemon goes on.
/// </summary>
internal sealed class DaemonLog(LogSink sink, LogSink emergency) : Target
{
    private LogSink _sink = sink;
    private bool _failing;

    /// <summary>Writes to another place from now on.</summary>
    public void MoveTo(LogSink other)
    {
        lock (SyncRoot)
            _sink = other;
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
