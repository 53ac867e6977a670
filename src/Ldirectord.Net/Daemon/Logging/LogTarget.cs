using NLog;
using NLog.Targets;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Ldirectord.Daemon;

/// <summary>NLog's way to the daemon's log, which may move at a reload. A caller that logs never waits for it.</summary>
/// <param name="line">The form of its lines, for a log that can move; null: it stays where it is, whatever logfile says.</param>
internal sealed class LogTarget(LogSink sink, LogSink emergency, LogLineFormat? line, TimeProvider time) : Target
{
    private readonly LogWriter _writer = new(sink, emergency, time);

    /// <summary>logfile says where it is.</summary>
    public bool CanMove => line is not null;

    /// <summary>Writes to another place from now on; if that cannot be written, it says so where it is.</summary>
    public void MoveTo(string logFile, ILogger log)
    {
        if (line is not null)
            _writer.Move(() => LogSink.Open(logFile, line), reason => DaemonLogMessages.LogStays(log, reason));
    }

    /// <summary>Keeps the lines from here on, and writes them together when the result is disposed: each by itself takes three system calls, and a rack that dies has thousands.</summary>
    public IDisposable Together() => new Turn(_writer);

    /// <summary>Waits a moment for what was logged to be written.</summary>
    /// <returns>False: some of it is not.</returns>
    public bool Finish(TimeSpan grace) => _writer.Finish(grace);

    protected override void Write(LogEventInfo logEvent) =>
        _writer.Add(logEvent.Exception is { } exception ? $"{logEvent.FormattedMessage} ({exception})" : logEvent.FormattedMessage);

    private sealed class Turn : IDisposable
    {
        private readonly LogWriter _log;

        public Turn(LogWriter log) => (_log = log).Keep(true);

        public void Dispose() => _log.Keep(false);
    }
}
