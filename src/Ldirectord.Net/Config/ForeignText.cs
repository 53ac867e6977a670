namespace Ldirectord.Config;

/// <summary>What is said about lines that are not ASCII alone: columns as an editor shows them, and the name of a character that only looks like a usual one.</summary>
internal static class ForeignText
{
    /// <summary>Directives whose value may be any text.</summary>
    private static readonly string[] s_free =
        ["servicename", "comment", "request", "receive", "receivenot", "login", "passwd", "database", "secret", "load", "httpheader", "emailalert", "emailalertfrom"];

    /// <param name="from">What the report holds before it was said of other lines.</param>
    public static void Mark(string text, int firstLine, Report report, int from)
    {
        string[] lines = [.. text.Split('\n').Select(PlainStart)];
        var named = new HashSet<int>();
        report.Adapt(from, diagnostic =>
        {
            int at = diagnostic.Line - firstLine;
            if (at < 0 || at >= lines.Length)
                return diagnostic;
            bool isNamed = !diagnostic.IsPortability && OddCharacters.Find(lines[at]) is not null && named.Add(at);
            return diagnostic with
            {
                Column = OddCharacters.Column(lines[at], diagnostic.Column),
                Message = isNamed ? $"{diagnostic.Message} (here is {OddCharacters.Find(lines[at])})" : diagnostic.Message,
            };
        });
        for (int at = 0; at < lines.Length; at++)
        {
            if (!named.Contains(at) && OddCharacters.Find(lines[at]) is { } odd && !s_free.Contains(lines[at].Split('=')[0].Trim(Values.Blanks)))
                report.Warning(firstLine + at, 0, $"here is {odd}: it is read as a letter, and looks like something else");
        }
    }

    // Odd blanks that indent are read as blanks.
    private static string PlainStart(string line) => OddCharacters.PlainIndent(line) ?? line;
}
