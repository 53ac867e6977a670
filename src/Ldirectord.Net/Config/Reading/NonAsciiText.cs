using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Adapts the diagnostics of lines that are not ASCII: columns as an editor shows them, names of look-alike characters.</summary>
internal static class NonAsciiText
{
    /// <summary>Directives whose value may be any text.</summary>
    private static readonly string[] s_free =
    [
        "servicename", "comment", "request", "receive", "receivenot", "login", "passwd", "database", "secret", "load", "httpheader",
        "emailalert", "emailalertfrom", "also",
    ];

    /// <param name="diagnostics">Of this text.</param>
    public static void Mark(string text, int firstLine, DiagnosticList diagnostics)
    {
        // A look-alike blank that indents is read as a blank.
        string[] lines = [.. text.Split('\n').Select(line => LookalikeCharacters.PlainIndent(line) ?? line)];
        var named = new HashSet<int>();
        diagnostics.Adapt(diagnostic =>
        {
            int at = diagnostic.Line - firstLine;
            if (at < 0 || at >= lines.Length)
                return diagnostic;
            bool isNamed = !diagnostic.IsPortability && LookalikeCharacters.Find(lines[at]) is not null && named.Add(at);
            return diagnostic with
            {
                Column = EditorColumn(lines[at], diagnostic.Column),
                Message = isNamed ? $"{diagnostic.Message} (the line has {LookalikeCharacters.Find(lines[at])})" : diagnostic.Message,
            };
        });
        for (int at = 0; at < lines.Length; at++)
        {
            if (!named.Contains(at) && LookalikeCharacters.Find(lines[at]) is { } odd
                && !s_free.Contains(lines[at].Split('=')[0].Trim(ValueSyntax.Blanks)))
            {
                diagnostics.Warning(firstLine + at, 0, $"the line has {odd}, which is read as a letter: expected an ASCII character");
            }
        }
    }

    /// <summary>A column in characters, from one in bytes.</summary>
    private static int EditorColumn(string line, int column) =>
        column >= 1 && column <= line.Length + 1 && Latin1.IsUtf8(line) ? 1 + Latin1.Characters(line.AsSpan(0, column - 1)) : column;
}
