using Ldirectord.Config;

namespace Ldirectord.Cli;

/// <summary>Where log messages go. Opening one proves that it can be written, or says why not.</summary>
internal abstract class LogSink
{
    /// <summary>The line that a message is here, told now.</summary>
    public abstract string LineOf(string message);

    /// <exception cref="IOException">They cannot be written now; the message is a sentence for the operator.</exception>
    public abstract void Write(IReadOnlyList<string> lines);

    /// <exception cref="IOException">It cannot be written now; the message is a sentence for the operator.</exception>
    public void Write(string message) => Write([LineOf(message)]);

    /// <summary>A dry run has a file of its own, where no alarm takes its lines for what happened; in syslog each line begins by saying so.</summary>
    /// <param name="logFile">logfile of the configuration: an absolute path, else the name of a syslog facility.</param>
    /// <exception cref="IOException">It cannot be written; the message is a sentence for the operator.</exception>
    public static LogSink Open(string logFile, LogLine line) =>
        logFile.StartsWith('/') ? LogFile.Open(line.Instance.LogFileOf(logFile), line.Full)
        : Syslog.Open(logFile, line.Instance.DryRun ? "dry run, nothing was done: " : "");

    /// <summary>Why start and reload refuse the logfile, or null. A file's own trouble is another matter: tomorrow it may be gone.</summary>
    public static Diagnostic? Refusal(DirectorConfig config) =>
        !config.LogFile.StartsWith('/') && Syslog.WhyNot(config.LogFile) is { } reason ? new Diagnostic(Severity.Error, config.Path, 0, 0, reason) : null;

    /// <summary>The same for check and plan, which write no log: a warning.</summary>
    public static Diagnostic? WhyNot(DirectorConfig config) =>
        Refusal(config) is { } refusal ? refusal with { Severity = Severity.Warning, Message = $"start refuses this: {refusal.Message}" } : null;
}

/// <summary>An open stream: standard error with -d, standard output when supervised.</summary>
internal sealed class StreamSink(TextWriter writer, Func<string, string> format) : LogSink
{
    public override string LineOf(string message) => format(message);

    public override void Write(IReadOnlyList<string> lines) => writer.WriteLine(string.Join('\n', lines));
}
