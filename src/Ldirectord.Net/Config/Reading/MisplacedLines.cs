using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// Lines whose indentation was lost or is too small, or whose section's first line is misspelled. Such a mistake is usually made in the
/// whole file: only the first such line is an error, which counts the others.
/// </summary>
internal sealed class MisplacedLines(DiagnosticList diagnostics)
{
    private Line? _inFirstColumn;
    private int _othersInFirstColumn;
    private Line? _short;
    private int _othersShort;

    /// <summary>The last line in the first column; null if there is none.</summary>
    private Line? _above;

    /// <summary>An error about a line above explains the next line, too.</summary>
    private bool _isExplained;

    /// <summary>A line outside of every section.</summary>
    /// <returns>Whether the line is misplaced.</returns>
    public bool Take(Line line)
    {
        if (line.Kind == LineKind.IndentedEmpty)
        {
            WarnOfOddIndent(line, diagnostics);
            return true;
        }

        if (line.Indent > 0)
        {
            if (!_isExplained)
                diagnostics.Error(line.Number, line.Column, OutsideMessage(line));
            _isExplained = true;
            return true;
        }

        _above = line;
        // Such a line ended the section that the next lines belong to, or is a misspelled "virtual".
        _isExplained = line.Kind == LineKind.Directive
            ? !DirectiveNames.IsKnown(line.Name)
            : line.Name.TrimEnd(ValueSyntax.Blanks) != "supervised";
        if (line.Kind != LineKind.Directive || !DirectiveNames.IsSectionOnly(line.Name))
            return false;
        Count(line, ref _inFirstColumn, ref _othersInFirstColumn);
        _isExplained = true;
        return true;
    }

    /// <summary>A section's line that is indented by less than four.</summary>
    public void TakeShort(Line line) => Count(line, ref _short, ref _othersShort);

    public static void WarnOfOddIndent(Line line, DiagnosticList diagnostics) =>
        diagnostics.OriginalRefuses(
            line.Number, 1, "Perl ldirectord refuses this line: its indentation has other characters than spaces and tabs");

    /// <summary>All lines of the file were read.</summary>
    public void End()
    {
        if (_inFirstColumn is { } first)
        {
            diagnostics.Error(first.Number, first.Column,
                $"\"{first.Name}\" in the first column: the lines of a virtual service must be indented by a tab or four spaces"
                + Others(_othersInFirstColumn));
        }

        if (_short is { } line)
        {
            diagnostics.Error(line.Number, line.Column,
                $"indented by {Plural.Of(line.Indent, "blank")}: the lines of a virtual service must be indented by a tab or four spaces"
                + Others(_othersShort));
        }
    }

    public static string IndentedHeadMessage(Line line) =>
        $"\"{line.Name}\" is indented: expected it in the first column, and its lines below it indented by a tab or four spaces";

    private static void Count(Line line, ref Line? first, ref int others)
    {
        if (first is not null)
            others++;
        if (first is not { } known || line.Number < known.Number)
            first = line;
    }

    private string OutsideMessage(Line line)
    {
        string name = DirectiveReader.Shorten(line.Name.Split('"')[0].TrimEnd(ValueSyntax.Blanks));
        if (line.Name is "virtual" or "virtual6")
            return IndentedHeadMessage(line);
        string above = _above is { } last ? $"{last.Name} above it does not begin a virtual service" : "no virtual service begins above it";
        return $"\"{name}\" is indented, but {above}: expected it in the first column, or below a line \"virtual = ...\"";
    }

    private static string Others(int count) => count == 0 ? "" : $" (and {Plural.Of(count, "more line")})";
}
