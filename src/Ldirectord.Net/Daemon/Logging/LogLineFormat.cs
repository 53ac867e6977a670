
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>The form of a log line, which operators' alarms match: "[Fri Nov 20 09:18:31 2026|CFGNAME|PID] MESSAGE".</summary>
internal sealed record LogLineFormat(InstanceFiles Instance, int Pid)
{
    /// <summary>A dry run says so in each of its lines, for they tell of changes that were not made.</summary>
    public string Full(LogEntry entry) =>
        $"[{Ctime.Of(entry.Told)}|{Printable.Of(Instance.ConfigName)}{(Instance.DryRun ? " dry-run" : "")}|{Pid}] {OneLine(entry.Message)}";

    /// <summary>The supervised form, whose supervisor knows the rest: "[Fri Nov 20 09:18:31 2026] MESSAGE".</summary>
    public static string Timed(LogEntry entry) => $"[{Ctime.Of(entry.Told)}] {OneLine(entry.Message)}";

    /// <summary>What a file or a server says may be quoted in a message, but may neither begin a line of its own nor command a terminal.</summary>
    public static string OneLine(string message) => Printable.Of(message);
}
