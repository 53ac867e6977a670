using NLog;
using NLog.Targets;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Ldirectord.Daemon;

/// <summary>NLog's target for the daemon's log; a reload may switch it to another file. A caller never waits for the log.</summary>
/// <param name="format">The form of the lines of a log that logfile names; null for a standard stream, whatever logfile says.</param>
internal sealed class LogTarget(LogSink sink, LogSink emergency, LogLineFormat? format, TimeProvider time) : Target
{
    private readonly LogWriter _writer = new(sink, emergency, time);

    /// <summary>The log goes where logfile says, not to a standard stream.</summary>
    public bool FollowsLogFile => format is not null;

    /// <summary>Writes later lines to another logfile. If that cannot be opened, logs the reason and keeps the old one.</summary>
    public void SwitchTo(string logFile, ILogger log)
    {
        if (format is not null)
            _writer.Switch(() => LogSink.Open(logFile, format), reason => DaemonLogMessages.LogFileNotSwitched(log, reason));
    }

    /// <summary>
    /// Holds later lines back, and writes them together when the result is disposed. Written alone, each takes three system calls,
    /// and there are thousands when a rack fails.
    /// </summary>
    public IDisposable BeginBatch() => new Batch(_writer);

    /// <summary>Waits until all lines so far are written.</summary>
    /// <returns>False if some are not written after <paramref name="timeout"/>.</returns>
    public bool WaitUntilWritten(TimeSpan timeout) => _writer.WaitUntilWritten(timeout);

    protected override void Write(LogEventInfo logEvent) =>
        _writer.Add(logEvent.Exception is { } exception ? $"{logEvent.FormattedMessage} ({exception})" : logEvent.FormattedMessage);

    private sealed class Batch : IDisposable
    {
        private readonly LogWriter _writer;

        public Batch(LogWriter writer) => (_writer = writer).HoldBack(true);

        public void Dispose() => _writer.HoldBack(false);
    }
}
