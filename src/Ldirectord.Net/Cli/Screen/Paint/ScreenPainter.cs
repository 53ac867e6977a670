using System.Collections.Immutable;
using Ldirectord.Status;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>The whole screen as lines, made of the report and the view alone. Only rows that are seen are made.</summary>
internal static class ScreenPainter
{
    private const string Keys = "d drain  e enable  m maintenance  w weight  / filter  p problems  s sort  Enter why  ? help  q quit";

    /// <summary>Rows of the list, or of a text, that fit between the lines above and below them.</summary>
    public static int Height(ScreenData data, int rows) => Math.Max(1, rows - Head(data, new(), []).Count - 2);

    /// <returns>As many lines as the terminal has rows.</returns>
    public static ImmutableArray<string> Paint(
        ScreenData data, ScreenView view, ImmutableArray<ScreenRow> list, (int Columns, int Rows) size, ScreenStyle style)
    {
        var height = Height(data, size.Rows);
        ScreenLine Line() => new(size.Columns, style);
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var (text, colour) in Head(data, view, list))
            lines.Add(Line().Add(text, colour, isBold: lines.Count == 0).ToString());
        switch (view.Mode)
        {
            case ScreenMode.Detail or ScreenMode.Help:
                var title = view.Mode == ScreenMode.Help ? "Keys" : $"{view.Selected?.Real} of {view.Selected?.Virtual}";
                lines.Add(Line().Add(title).Reversed());
                lines.AddRange(Wrapped(TextOf(view), size.Columns).Skip(view.DetailTop).Take(height)
                    .Select(text => Line().Add(text).ToString()));
                break;
            default:
                AddList(lines, data, view, list, height, Line, style);
                break;
        }

        while (lines.Count < size.Rows - 1)
            lines.Add("");
        lines.Add(Foot(view, Line()));
        return [.. lines.Take(Math.Max(0, size.Rows - 1)), lines[^1]];
    }

    /// <summary>The first line of the text that is seen at its end.</summary>
    public static int LastTop(ScreenData data, ScreenView view, (int Columns, int Rows) size) =>
        Math.Max(0, Wrapped(TextOf(view), size.Columns).Count - Height(data, size.Rows));

    private static ImmutableArray<string> TextOf(ScreenView view) => view.Mode == ScreenMode.Help ? ScreenHelp.Lines : view.Detail;

    private static List<(string Text, ScreenColour Colour)> Head(ScreenData data, ScreenView view, ImmutableArray<ScreenRow> list)
    {
        var head = new List<(string, ScreenColour)>();
        if (data.Report is not { } report)
        {
            head.Add(("ldirectord", ScreenColour.None));
            head.Add((data.Trouble ?? "Asking the daemon", data.Trouble is null ? ScreenColour.None : ScreenColour.Red));
            return head;
        }

        var on = report.Director.Length > 0 ? $" on {report.Director}" : "";
        head.Add(($"{report.Config}{on}, running for {StatusTable.Span(data.Now - report.Started)}"
            + $"{(report.DryRun ? ", dry run" : "")}  {Counts(report)}", ScreenColour.None));
        if (data.Trouble is { } trouble)
        {
            var ago = StatusTable.Span(data.Now - data.AnsweredAt);
            head.Add(($"NO ANSWER for {ago}, this is what was last known: {trouble}", ScreenColour.Red));
        }

        if (report.Problem is { } problem)
            head.Add(($"The file on disk is not active: {problem}", ScreenColour.Red));
        if (report.Comparison is { Now.Count: > 0 and var differences })
            head.Add(($"{Plural.Of(differences, "difference")} to the kernel's table: see show --diff", ScreenColour.Yellow));
        head.Add((Choice(view, list), ScreenColour.Cyan));
        return head;
    }

    private static string Counts(StatusReport report)
    {
        var servers = report.Services.SelectMany(service => service.Servers).Where(server => !server.Fallback).ToList();
        var states = servers.GroupBy(ScreenWords.State)
            .OrderBy(group => group.Key == "up" ? 0 : 1).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        return $"{Plural.Of(report.Services.Count, "service")}, {Plural.Of(servers.Count, "server")}: {string.Join(", ", states)}";
    }

    /// <summary>What is chosen to be seen.</summary>
    private static string Choice(ScreenView view, ImmutableArray<ScreenRow> list)
    {
        var sort = view.Sort switch
        {
            ScreenSort.File => "as in the file",
            ScreenSort.Duration => "by duration of the check",
            _ => $"by {view.Sort.ToString().ToLowerInvariant()}",
        };
        var place = list.IsEmpty ? "nothing to show" : $"{view.Index + 1} of {list.Length}";
        return $"{place}  sorted {sort}{(view.IsReversed ? ", reversed" : "")}"
            + $"{(view.Filter.Length > 0 ? $"  filter: {view.Filter}" : "")}{(view.OnlyProblems ? "  only problems" : "")}";
    }

    private static void AddList(
        ImmutableArray<string>.Builder lines, ScreenData data, ScreenView view, ImmutableArray<ScreenRow> list, int height,
        Func<ScreenLine> line, ScreenStyle style)
    {
        var hasService = view.Sort != ScreenSort.File;
        var width = line().Left - 2;
        var columns = ScreenColumn.Fitting(list, hasService, width);
        var head = line().Add("  ");
        foreach (var column in columns)
            head.Column(column.Title, column.Width, isRight: column.IsRight);
        lines.Add(head.Add("Reason").Reversed());
        for (var i = view.Top; i < Math.Min(list.Length, view.Top + height); i++)
        {
            var row = list[i].Server is null ? ServiceLine(list[i], line(), data) : ServerLine(list[i], columns, line(), data.Now, style);
            lines.Add(i == view.Index ? row.Reversed() : row.ToString());
        }
    }

    private static ScreenLine ServiceLine(ScreenRow row, ScreenLine line, ScreenData data)
    {
        var service = row.Service;
        var real = service.Servers.Where(server => !server.Fallback).ToList();
        var up = real.Count(server => ScreenWords.State(server) == "up");
        line.Add(service.Line, isBold: true).Add($"  {up} of {real.Count} up", up == real.Count ? ScreenColour.None : ScreenColour.Yellow);
        if (service.Role is { } role)
            line.Add("  ").Add(RoleWords.Capital(role), isBold: role == Health.ServiceRole.Active);
        var words = ProblemRules.Of(service, data.Report?.Comparison)
            .Select(problem => problem == Problem.Lost ? $"LOST: {service.Lost}" : ProblemRules.Words(problem));
        if (service.Kept is { } kept)
            words = words.Append($"kept {kept}");
        foreach (var word in words)
            line.Add("  ").Add(word, ScreenColour.Red);
        if (service.Curve.Count > 0)
            line.Add($"  {service.Curve[^1].ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} new connections/s");
        return line;
    }

    private static ScreenLine ServerLine(
        ScreenRow row, ImmutableArray<ScreenColumn> columns, ScreenLine line, DateTimeOffset now, ScreenStyle style)
    {
        var server = row.Server!;
        var colour = ScreenWords.Colour(server);
        line.Add(ScreenWords.Mark(server, style.IsUnicode), colour).Add(" ");
        foreach (var column in columns)
            line.Column(column.Text(row, now), column.Width, column.Title == "State" ? colour : ScreenColour.None, column.IsRight);
        return line.Add(ScreenWords.Why(server, now));
    }

    private static string Foot(ScreenView view, ScreenLine line) => view switch
    {
        { Mode: ScreenMode.Ask, Dialogue: { } dialogue } => line.Add(
            dialogue.IsTyped ? Tail($"{dialogue.Question}_", line.Left) : dialogue.Question, isBold: true).Reversed(),
        { Mode: ScreenMode.Filter } => line.Add(Tail($"Filter: {view.Filter}_", line.Left), isBold: true).Reversed(),
        { Notice.Length: > 0 } => line.Add(view.Notice, isBold: true).ToString(),
        { Mode: ScreenMode.Detail } => line.Add("Esc back  d drain  e enable  m maintenance  w weight  c check now").ToString(),
        { Mode: ScreenMode.Help } => line.Add("Esc back").ToString(),
        _ => line.Add(Keys).ToString(),
    };

    /// <summary>The end of a line that is being typed, where the typing is.</summary>
    private static string Tail(string text, int columns) => text.Length < columns ? text : text[^(columns - 1)..];

    /// <summary>A text in lines of the terminal's width.</summary>
    private static List<string> Wrapped(ImmutableArray<string> text, int columns) => [.. text.SelectMany(line => Wrapped(line, columns))];

    private static IEnumerable<string> Wrapped(string line, int columns)
    {
        while (line.Length > columns)
        {
            var end = line.LastIndexOf(' ', columns - 1);
            end = end > 0 && line[..end].Trim().Length > 0 ? end : columns;
            yield return line[..end];
            line = $"    {line[end..].TrimStart()}";
            if (columns < 10)
                yield break;
        }

        yield return line;
    }
}
