namespace Ldirectord.Config;

/// <summary>
/// A comment after the value of a directive outside of every section. The original knows comments after values in sections alone; here they are the same
/// everywhere. It begins with a # after a blank, outside of quotes.
/// </summary>
internal static class TrailingComment
{
    public static Line Without(Line line, NameResolver names, DiagnosticList report)
    {
        // Of other values the first number or word, or what stands in quotes, is read anyway.
        bool endsWithLine = line.Name is "fallback" or "fallback6" or "fallbackcommand" or "emailalert" or "emailalertfrom" or "emailalertstatus"
            or "execute" or "maintenancedir";
        int mark = line.Kind == LineKind.Directive && endsWithLine ? Find(line.Value) : -1;
        if (mark < 0)
            return line;
        var plain = line with { Value = line.Value[..mark].TrimEnd(ValueSyntax.Blanks) };
        if (line.Name == "emailalertstatus" || (line.Name is "fallback" or "fallback6" && !OriginalTakesFallback(line, names)))
            report.OriginalRefuses(line.Number, line.ValueColumn + mark, $"Perl ldirectord refuses a comment after {line.Name}");
        else if (line.Name is "fallback" or "fallback6")
            report.Warning(line.Number, line.ValueColumn + mark, $"Perl ldirectord takes the end of this comment for the {line.Name} server");
        return plain;
    }

    /// <summary>It takes the last two words of the line, whatever they are.</summary>
    private static bool OriginalTakesFallback(Line line, NameResolver names)
    {
        var report = new DiagnosticList("");
        FallbackLine.Bind(line, report)?.Resolve(null, null, names, report);
        return DiagnosticList.InOrder(report).All(said => said.Severity == Severity.Warning || said.IsPortability);
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
