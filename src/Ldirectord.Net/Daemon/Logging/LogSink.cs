using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>A place where log lines go: a file, a stream or syslog. A sink waits only briefly for its reader.</summary>
internal abstract class LogSink
{
    protected static readonly TimeSpan DefaultWriteTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long the reader may take nothing before <see cref="Write(IReadOnlyList{string})"/> returns.</summary>
    public TimeSpan WriteTimeout { get; init; } = DefaultWriteTimeout;

    /// <summary>The last line was taken in part: the next write, also one without lines, begins with the rest of it.</summary>
    public virtual bool HasPartialLine => false;

    /// <summary>The line of a message in this sink.</summary>
    public abstract string Format(LogEntry entry);

    /// <returns>The number of lines written; fewer than given if the reader takes no more.</returns>
    /// <exception cref="IOException">The sink cannot be written; the message is a sentence for the operator.</exception>
    public abstract int Write(IReadOnlyList<string> lines);

    /// <exception cref="IOException">The sink cannot be written; the message is a sentence for the operator.</exception>
    public void Write(string message)
    {
        if (Write([Format(new LogEntry(TimeProvider.System.GetLocalNow(), message))]) == 0)
            throw new IOException($"{this} takes no lines, its reader hangs");
    }

    /// <summary>Checks, without writing, that the sink can be written.</summary>
    /// <exception cref="IOException">The sink cannot be written; the message is a sentence for the operator.</exception>
    public virtual void CheckWritable()
    {
    }

    /// <summary>
    /// Opens the log that logfile names. A dry run has its own file, so that no alarm takes its lines for real changes; in syslog
    /// each of its lines begins with a note.
    /// </summary>
    /// <param name="logFile">An absolute path, or the name of a syslog facility.</param>
    /// <exception cref="IOException">The log cannot be written; the message is a sentence for the operator.</exception>
    public static LogSink Open(string logFile, LogLineFormat format)
    {
        LogSink sink = logFile.StartsWith('/')
            ? new LogFile(format.Instance.LogFileOf(logFile), format.Full, own: format.Instance.IsUsersDryRun)
            : SyslogSink.Open(logFile, format.Instance.DryRun ? "dry run, nothing was done: " : "");
        sink.CheckWritable();
        return sink;
    }

    /// <summary>
    /// Why start and reload refuse the logfile, or null. A file that cannot be written is no reason: it may be writable later.
    /// </summary>
    public static Diagnostic? Refusal(DirectorConfig config) =>
        !config.LogFile.StartsWith('/') && SyslogSink.Problem(config.LogFile) is { } reason
            ? new Diagnostic(Severity.Error, config.Path, 0, 0, reason)
            : null;

    /// <summary>Why start refuses the logfile, or null. Supervised daemons have none.</summary>
    public static Diagnostic? StartRefusal(DirectorConfig config) => config.Supervised ? null : Refusal(config);

    /// <summary>The same as a warning for plan, which writes no log.</summary>
    public static Diagnostic? StartWarning(DirectorConfig config) => StartRefusal(config) is { } refusal
        ? refusal with { Severity = Severity.Warning, Message = $"start refuses this: {refusal.Message}" }
        : null;
}
