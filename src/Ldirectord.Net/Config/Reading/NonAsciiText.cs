namespace Ldirectord.Config;

/// <summary>What is said about lines that are not ASCII alone: columns as an editor shows them, and the name of a character that only looks like a usual one.</summary>
internal static class NonAsciiText
{
    /// <summary>Directives whose value may be any text.</summary>
    private static readonly string[] s_free =
        ["servicename", "comment", "request", "receive", "receivenot", "login", "passwd", "database", "secret", "load", "httpheader", "emailalert", "emailalertfrom"];

    /// <param name="from">What the report holds before it was said of other lines.</param>
    public static void Mark(string text, int firstLine, DiagnosticList report, int from)
    {
        string[] lines = [.. text.Split('\n').Select(PlainStart)];
        var named = new HashSet<int>();
        report.Adapt(from, diagnostic =>
        {
            int at = diagnostic.Line - firstLine;
            if (at < 0 || at >= lines.Length)
                return diagnostic;
            bool isNamed = !diagnostic.IsPortability && LookalikeCharacters.Find(lines[at]) is not null && named.Add(at);
            return diagnostic with
            {
                Column = LookalikeCharacters.Column(lines[at], diagnostic.Column),
                Message = isNamed ? $"{diagnostic.Message} (here is {LookalikeCharacters.Find(lines[at])})" : diagnostic.Message,
            };
        });
        for (int at = 0; at < lines.Length; at++)
        {
            if (!named.Contains(at) && LookalikeCharacters.Find(lines[at]) is { } odd && !s_free.Contains(lines[at].Split('=')[0].Trim(ValueSyntax.Blanks)))
                report.Warning(firstLine + at, 0, $"here is {odd}: it is read as a letter, and looks like something else");
        }
    }

    // Odd blanks that indent are read as blanks.
    private static string PlainStart(string line) => LookalikeCharacters.PlainIndent(line) ?? line;
}
