using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

/// <summary>A line of the log and its format, as the tests of the log use them.</summary>
internal static class LogSamples
{
    public static LogLineFormat Line(bool dryRun = false) => new(new InstanceFiles("web.cf", dryRun), 4242);

    public static LogEntry Told(string message) => new(new DateTimeOffset(2026, 3, 5, 9, 8, 7, TimeSpan.Zero), message);
}
