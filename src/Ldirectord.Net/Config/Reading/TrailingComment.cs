namespace Ldirectord.Config;

/// <summary>
/// A comment after the value of a directive outside of every section. The original allows comments after values in sections only; here they
/// are allowed everywhere. Such a comment begins with a # after a blank, outside of quotes.
/// </summary>
internal static class TrailingComment
{
    public static Line Without(Line line, NameResolver names, DiagnosticList diagnostics)
    {
        // Other values are a first number or word, or a text in quotes: their readers ignore a comment anyway.
        bool endsWithLine = line.Name is "fallback" or "fallback6" or "fallbackcommand" or "emailalert" or "emailalertfrom"
            or "emailalertstatus" or "execute" or "maintenancedir" or "agentaddress" or "syncdaemon"
            or "active" or "standby" or "announce";
        int mark = line.Kind == LineKind.Directive && endsWithLine ? Find(line.Value) : -1;
        if (mark < 0)
            return line;
        var plain = line with { Value = line.Value[..mark].TrimEnd(ValueSyntax.Blanks) };
        if (line.Name == "emailalertstatus" || (line.Name is "fallback" or "fallback6" && !OriginalTakesFallback(line, names)))
            diagnostics.OriginalRefuses(line.Number, line.ValueColumn + mark, $"Perl ldirectord refuses a comment after {line.Name}");
        else if (line.Name is "fallback" or "fallback6")
        {
            diagnostics.Warning(
                line.Number, line.ValueColumn + mark, $"Perl ldirectord reads the end of this comment as the {line.Name} server");
        }

        return plain;
    }

    /// <summary>Whether the original accepts the comment: it reads the last two words of the line as the server.</summary>
    private static bool OriginalTakesFallback(Line line, NameResolver names)
    {
        var diagnostics = new DiagnosticList("");
        FallbackLine.Parse(line, diagnostics)?.Resolve(null, null, names, diagnostics);
        return DiagnosticList.ByLine(diagnostics).All(found => found.Severity == Severity.Warning || found.IsPortability);
    }

    private static int Find(string value)
    {
        bool isQuoted = false;
        for (int i = 1; i < value.Length; i++)
        {
            isQuoted ^= value[i - 1] == '"';
            if (value[i] == '#' && !isQuoted && ValueSyntax.Blanks.Contains(value[i - 1]))
                return i;
        }

        return -1;
    }
}
