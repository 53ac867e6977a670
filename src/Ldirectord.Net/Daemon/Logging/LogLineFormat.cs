
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>The form of a log line, which alarms match: "[Fri Nov 20 09:18:31 2026|CFGNAME|PID] MESSAGE".</summary>
internal sealed record LogLineFormat(InstanceFiles Instance, int Pid)
{
    /// <summary>Each line of a dry run says so, because the changes that it reports were not made.</summary>
    public string Full(LogEntry entry) =>
        $"[{Ctime.Of(entry.Time)}|{Printable.Of(Instance.ConfigName)}{(Instance.DryRun ? " dry-run" : "")}|{Pid}] "
        + OneLine(entry.Message);

    /// <summary>The form of a supervised daemon, whose supervisor knows the rest: "[Fri Nov 20 09:18:31 2026] MESSAGE".</summary>
    public static string Timed(LogEntry entry) => $"[{Ctime.Of(entry.Time)}] {OneLine(entry.Message)}";

    /// <summary>Text from a file or a server may be quoted in a message, but can neither start a line nor control a terminal.</summary>
    public static string OneLine(string message) => Printable.Of(message);
}
