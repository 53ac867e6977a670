using System.Reflection;
using System.Text.RegularExpressions;
using Ldirectord.Cli;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Tests.Docs;

/// <summary>docs/operations.md lists every line of the log.</summary>
public sealed partial class OperationsTests
{
    private static readonly List<Row> s_rows = ReadRows();

    [Fact]
    public void EveryLogMessage_IsListedWithItsLevel()
    {
        var messages =
            from type in typeof(CommandLine).Assembly.GetTypes()
            from method in type.GetMethods(
                BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            // A message that is one placeholder has its words elsewhere.
            where message is not null && !OnePlaceholder().IsMatch(message.Message)
            select (Line: PlaceholderFormat().Replace(message.Message, ""), Level: LevelName(message.Level));
        var listed = s_rows.Where(row => row.Section is not ("The table" or "Other lines"))
            .Select(row => (row.Line, row.Level)).ToHashSet();
        var logged = messages.ToHashSet();

        Assert.Equal([], logged.Except(listed));
        Assert.Equal([], listed.Except(logged));
    }

    [Fact]
    public void EveryVerbOfATableChange_IsListed()
    {
        string planning = Repository.PathOf("src", "Ldirectord.Net", "Planning");
        var verbs = Directory.EnumerateFiles(planning, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => TableChangeMessage().Matches(File.ReadAllText(file)))
            .Select(message => message.Groups[1].Value).Distinct().Order();

        var listed = s_rows.Where(row => row.Section == "The table").Select(row => row.Line.Split(' ')[0]).Distinct().Order();
        Assert.Equal(verbs, listed);
    }

    [Fact]
    public void EveryLine_IsListedOnceWithItsMeaning()
    {
        Assert.DoesNotContain(s_rows.CountBy(row => row.Line), line => line.Value > 1);
        Assert.All(s_rows, row => Assert.True(row.Meaning.Length > 10, row.Line));
    }

    private static string LevelName(LogLevel level) => level == LogLevel.Information ? "info" : level.ToString().ToLowerInvariant();

    private static List<Row> ReadRows()
    {
        var rows = new List<Row>();
        string section = "";
        foreach (var line in File.ReadLines(Repository.PathOf("docs", "operations.md")))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                section = line[4..];
            else if (section.Length > 0 && TableRow().Match(line) is { Success: true } row)
                rows.Add(new Row(section, row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));
        }

        return rows;
    }

    [GeneratedRegex(@"^\{\w+\}$")]
    private static partial Regex OnePlaceholder();

    [GeneratedRegex(@"(?<=\{\w+):[^}]*(?=\})")]
    private static partial Regex PlaceholderFormat();

    [GeneratedRegex(@"\$""([A-Z][a-z]+) [^\n]*\bserver\b")]
    private static partial Regex TableChangeMessage();

    [GeneratedRegex(@"^\| `([^`]*)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$")]
    private static partial Regex TableRow();

    private sealed record Row(string Section, string Line, string Level, string Meaning);
}
