
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>Where log messages go. A sink never waits long for its reader.</summary>
internal abstract class LogSink
{
    protected static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long it may take nothing, until <see cref="Write(IReadOnlyList{string})"/> gives up for now.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    /// <summary>Of the last line only a part was taken: the rest goes before the next ones, or with none.</summary>
    public virtual bool IsCut => false;

    /// <summary>The line that a message is here.</summary>
    public abstract string LineOf(LogEntry entry);

    /// <returns>How many lines it took; fewer than there are: it takes no more now.</returns>
    /// <exception cref="IOException">They cannot be written now; the message is a sentence for the operator.</exception>
    public abstract int Write(IReadOnlyList<string> lines);

    /// <exception cref="IOException">It cannot be written now; the message is a sentence for the operator.</exception>
    public void Write(string message)
    {
        if (Write([LineOf(new LogEntry(TimeProvider.System.GetLocalNow(), message))]) == 0)
            throw new IOException($"{this} takes no line now: whatever reads it hangs");
    }

    /// <summary>Proves that it can be written, or says why not.</summary>
    /// <exception cref="IOException">It cannot be written; the message is a sentence for the operator.</exception>
    public virtual void Prove()
    {
    }

    /// <summary>A dry run has a file of its own, where no alarm takes its lines for what happened; in syslog each line begins by saying so.</summary>
    /// <param name="logFile">logfile of the configuration: an absolute path, else the name of a syslog facility.</param>
    /// <exception cref="IOException">It cannot be written; the message is a sentence for the operator.</exception>
    public static LogSink Open(string logFile, LogLineFormat line)
    {
        LogSink sink = logFile.StartsWith('/') ? new LogFile(line.Instance.LogFileOf(logFile), line.Full, own: line.Instance.IsUsersDryRun)
            : SyslogSink.Open(logFile, line.Instance.DryRun ? "dry run, nothing was done: " : "");
        sink.Prove();
        return sink;
    }

    /// <summary>Why start and reload refuse the logfile, or null. A file's own trouble is another matter: tomorrow it may be gone.</summary>
    public static Diagnostic? Refusal(DirectorConfig config) =>
        !config.LogFile.StartsWith('/') && SyslogSink.WhyNot(config.LogFile) is { } reason ? new Diagnostic(Severity.Error, config.Path, 0, 0, reason) : null;

    /// <summary>Why start refuses it, or null; under a supervisor there is no logfile.</summary>
    public static Diagnostic? StartRefusal(DirectorConfig config) => config.Supervised ? null : Refusal(config);

    /// <summary>The same for plan, which writes no log: a warning.</summary>
    public static Diagnostic? Problem(DirectorConfig config) =>
        StartRefusal(config) is { } refusal ? refusal with { Severity = Severity.Warning, Message = $"start refuses this: {refusal.Message}" } : null;
}
