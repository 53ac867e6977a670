namespace Ldirectord.Config;

/// <summary>
/// Lines that stand where they mean nothing, since their indentation was lost or is too small, or the first line of their section is misspelled. Whoever lost
/// it lost it everywhere: the first such line of the file is the error, and says how many there are.
/// </summary>
internal sealed class MisplacedLines(DiagnosticList report)
{
    private Line? _inFirstColumn;
    private int _moreInFirstColumn;
    private Line? _short;
    private int _moreShort;

    /// <summary>The last line in the first column; null if there is none.</summary>
    private Line? _above;

    /// <summary>What is wrong with the lines above explains this one.</summary>
    private bool _isExplained;

    /// <summary>A line outside of every section.</summary>
    /// <returns>Whether it is one of these.</returns>
    public bool Take(Line line)
    {
        if (line.Kind == LineKind.IndentedEmpty)
        {
            TellOddIndent(line);
            return true;
        }

        if (line.Indent > 0)
        {
            if (!_isExplained)
                report.Error(line.Number, line.Column, OutsideMessage(line));
            _isExplained = true;
            return true;
        }

        _above = line;
        // It ended the section of the lines that follow, or should have begun it.
        _isExplained = line.Kind == LineKind.Directive ? !DirectiveNames.IsKnown(line.Name) : line.Name.TrimEnd(ValueSyntax.Blanks) != "supervised";
        if (line.Kind == LineKind.Directive && DirectiveNames.IsSectionOnly(line.Name))
        {
            if (_inFirstColumn is null || line.Number < _inFirstColumn.Value.Number)
                _inFirstColumn = line;
            _moreInFirstColumn++;
            _isExplained = true;
            return true;
        }

        return false;
    }

    /// <summary>A line of a section that is not indented by enough.</summary>
    public void TakeShort(Line line)
    {
        _short ??= line;
        _moreShort++;
    }

    public void TellOddIndent(Line line) =>
        report.OriginalRefuses(line.Number, 1, "Perl ldirectord refuses this line: its indentation has other blanks than spaces and tabs");

    /// <summary>All lines were there.</summary>
    public void End()
    {
        if (_inFirstColumn is { } first)
        {
            report.Error(first.Number, first.Column,
                $"\"{first.Name}\" in the first column: the lines of a virtual service must be indented by a tab or four spaces{More(_moreInFirstColumn - 1)}");
        }

        if (_short is { } line)
            report.Error(line.Number, line.Column, $"indented by {Plural(line.Indent, "blank")}: a section's lines need a tab or four{More(_moreShort - 1)}");
    }

    private string OutsideMessage(Line line)
    {
        string name = DirectiveReader.Shorten(line.Name.Split('"')[0].TrimEnd(ValueSyntax.Blanks));
        return line.Name is "virtual" or "virtual6"
            ? $"\"{name}\" is indented: expected it in the first column, and its lines below it indented by a tab or four spaces"
            : $"\"{name}\" is indented, and {(_above is { } above ? $"{above.Name} above it is" : "above it there is")} no virtual service: "
                + "expected it in the first column, or below a line \"virtual = ...\"";
    }

    private static string More(int count) => count == 0 ? "" : $" (so {(count == 1 ? "does" : "do")} {Plural(count, "more line")})";

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
