namespace Ldirectord.Daemon;

/// <summary>Where it is said that the log cannot be written: standard error and syslog's daemon facility, each as long as it takes lines at once.</summary>
/// <param name="error">Standard error, or what takes its place until the start is over.</param>
internal sealed class EmergencySink(TextWriter error) : LogSink
{
    private readonly StreamSink _stream = new(StreamSink.StandardError, entry => entry.Message) { Patience = TimeSpan.Zero };
    private readonly SyslogSink _syslog = SyslogSink.Open("daemon", patience: TimeSpan.Zero);

    public override string LineOf(LogEntry entry) => LogLineFormat.OneLine(entry.Message);

    public override int Write(IReadOnlyList<string> lines)
    {
        Try(() => ToStandardError(lines));
        var told = TimeProvider.System.GetLocalNow();
        Try(() => _syslog.Write([.. lines.Select(line => _syslog.LineOf(new LogEntry(told, line)))]));
        return lines.Count;
    }

    private void ToStandardError(IReadOnlyList<string> lines)
    {
        if (error is not StringWriter)
        {
            _stream.Write(lines);
            return;
        }

        lock (error)
        {
            foreach (var line in lines)
                error.WriteLine(line);
        }
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Closed, full or gone: the other one may be better, and beyond that there is nobody left to tell.
        }
    }
}
