namespace Ldirectord.Daemon;

/// <summary>
/// Takes the report that the log cannot be written: standard error and syslog's daemon facility, each without waiting for its
/// reader.
/// </summary>
/// <param name="error">Standard error; in the background, the text for the launching process.</param>
internal sealed class EmergencySink(TextWriter error) : LogSink
{
    private readonly StreamSink _stream = new(StreamSink.StandardError, entry => entry.Message) { WriteTimeout = TimeSpan.Zero };
    private readonly SyslogSink _syslog = SyslogSink.Open("daemon", writeTimeout: TimeSpan.Zero);

    public override string Format(LogEntry entry) => LogLineFormat.OneLine(entry.Message);

    public override int Write(IReadOnlyList<string> lines)
    {
        Try(() => WriteToStandardError(lines));
        var now = TimeProvider.System.GetLocalNow();
        Try(() => _syslog.Write([.. lines.Select(line => _syslog.Format(new LogEntry(now, line)))]));
        return lines.Count;
    }

    private void WriteToStandardError(IReadOnlyList<string> lines)
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
            // Closed, full or gone: the other place may still work, and there is no third.
        }
    }
}
