using System.Globalization;

namespace Ldirectord.Cli;

/// <summary>The form of a log line, which operators' alarms match: "[Fri Nov 20 09:18:31 2026|CFGNAME|PID] MESSAGE".</summary>
internal static class LogLine
{
    /// <param name="when">Local time; shown as ctime(3) does, the day padded with a blank.</param>
    public static string Format(DateTimeOffset when, Instance instance, int pid, string message) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{when:ddd MMM} {when.Day,2} {when:HH:mm:ss yyyy}|{Tag(instance)}|{pid}] {OneLine(message)}");

    /// <summary>CFGNAME; a dry run says so in each of its lines, for they tell of changes that were not made.</summary>
    public static string Tag(Instance instance) => instance.DryRun ? $"{instance.ConfigName} dry-run" : instance.ConfigName;

    /// <summary>What a server answers may be quoted in a message, but may not begin a line of its own.</summary>
    public static string OneLine(string message) =>
        message.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 ? message : string.Concat(message.Select(c => c < ' ' ? ' ' : c));
}
