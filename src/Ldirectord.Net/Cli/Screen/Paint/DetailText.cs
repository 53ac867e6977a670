using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>The detail of a server as lines.</summary>
internal static class DetailText
{
    /// <summary>What the daemon tells of why it is as it is.</summary>
    public static ImmutableArray<string> Of(ServerDetailReport detail)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.AddRange(detail.Sentences);
        if (detail.LastFailure is { } failure)
        {
            lines.AddRange("", $"The check that failed last, {Moment(failure.At)}: {failure.Reason}");
            if (failure.Sent.Length > 0)
                lines.Add($"  sent:     {failure.Sent}");
            if (failure.Received.Length > 0)
                lines.Add($"  received: {failure.Received}");
        }

        Add(lines, "Look at", detail.Hints);
        Add(lines, "The lines of the file that made it", [.. detail.Lines.Select(line => $"{line.Line}: {line.Text}")]);
        Add(lines, "What happened, newest first", [.. detail.Timeline.Reverse().Select(one => $"{Moment(one.At)}  {one.Message}")]);
        return lines.ToImmutable();
    }

    /// <summary>What the report alone tells, of a daemon that does not explain.</summary>
    public static ImmutableArray<string> Of(ServerReport server, DateTimeOffset now) =>
    [
        $"{ScreenWords.State(server)} for {StatusTable.Span(now - server.Since)}: {ScreenWords.Why(server, now)}",
        $"Weight {ScreenWords.Weight(server)}; connections: {server.Active} active, {server.Inactive} inactive, "
            + $"{server.Persistent} persistent",
        .. server.CheckedAt is { } at ? (string[])[$"Last check {Moment(at)}: {server.Reason}"] : [],
        .. server.Strip.Length > 0 ? (string[])[$"Last checks, newest last: {server.Strip}"] : [],
    ];

    private static void Add(ImmutableArray<string>.Builder lines, string title, IReadOnlyCollection<string> texts)
    {
        if (texts.Count > 0)
        {
            lines.AddRange("", $"{title}:");
            lines.AddRange(texts.Select(text => $"  {text}"));
        }
    }

    private static string Moment(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
