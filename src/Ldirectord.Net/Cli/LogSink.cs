namespace Ldirectord.Cli;

/// <summary>Where log lines go. Opening one proves that it can be written, or says why not.</summary>
internal abstract class LogSink
{
    /// <param name="line">Without its newline.</param>
    /// <exception cref="IOException">It cannot be written now.</exception>
    public abstract void Write(string line);

    /// <param name="logFile">logfile of the configuration: an absolute path, else the name of a syslog facility.</param>
    /// <exception cref="IOException">The sentence for the operator.</exception>
    public static LogSink Open(string logFile) =>
        logFile.StartsWith('/') ? LogFile.Open(logFile) : Syslog.Open(logFile);

    /// <summary>One line by a command that is not the daemon.</summary>
    public static void WriteOnce(string logFile, Instance instance, string message, TextWriter error)
    {
        try
        {
            Open(logFile).Write(LogLine.Format(TimeProvider.System.GetLocalNow(), instance, Environment.ProcessId, message));
        }
        catch (IOException e)
        {
            error.WriteLine(e.Message);
        }
    }
}

/// <summary>Lines to an open stream: standard error with -d, standard output when supervised.</summary>
internal sealed class StreamSink(TextWriter writer) : LogSink
{
    public override void Write(string line)
    {
        writer.WriteLine(line);
        writer.Flush();
    }
}
