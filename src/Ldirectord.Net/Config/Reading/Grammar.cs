using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pidgin;
using static Pidgin.Parser;

namespace Ldirectord.Config;

/// <summary>
/// The form of ldirectord.cf: lines of "name = value", and sections that "virtual =" opens and indented lines fill. What the values mean is the
/// binder's. The form is that of the original's reader, but for one thing: an empty line does not end a section that goes on after it.
/// Two grammars, one of a line's characters and one of a file's lines; neither refuses a text: at the worst it is of lines nobody understands.
/// This is the one file that knows the parser library.
/// </summary>
internal static class Grammar
{
    /// <summary>What a line is, and where in it a directive's name ends and its value begins.</summary>
    private readonly record struct Form(LineKind Kind, int NameEnd = 0, int ValueStart = 0);

    // White space as the original knows it: of ASCII. A no-break space is a letter like any other.
    private static readonly Parser<char, Unit> Blanks = Parser<char>.Token(c => c is ' ' or '\t' or '\r' or '\f' or '\v').SkipMany();

    private static readonly Parser<char, Unit> Word = Parser<char>.Token(char.IsAsciiLetterOrDigit).SkipAtLeastOnce();

    private static readonly Parser<char, int> Here = Parser<char>.CurrentOffset;

    private static readonly Parser<char, Form> DirectiveLine = Map(
        (nameEnd, valueStart) => new Form(LineKind.Directive, nameEnd, valueStart),
        Word.Then(Here),
        Blanks.Then(Char('=')).Then(Blanks).Then(Here));

    private static readonly Parser<char, Form> CommentLine = Blanks.Then(Char('#')).ThenReturn(new Form(LineKind.Comment));

    private static readonly Parser<char, Form> OtherLine = Blanks.Then(Parser<char>.Any).ThenReturn(new Form(LineKind.Other));

    private static readonly Parser<char, Form> EmptyLine = Blanks.Then(Parser<char>.End).ThenReturn(new Form(LineKind.Empty));

    /// <summary>What follows a line's indentation.</summary>
    private static readonly Parser<char, Form> LineForm = OneOf(Try(DirectiveLine), Try(CommentLine), Try(OtherLine), EmptyLine);

    // A comment belongs to a section wherever it stands, and says nothing in it.
    private static readonly Parser<Line, Line> MemberLine = Parser<Line>.Token(line => line.Kind == LineKind.Comment || line.IsMember);

    private static readonly Parser<Line, Line> BlankLine =
        Parser<Line>.Token(line => line.Kind is LineKind.Comment or LineKind.Empty or LineKind.IndentedEmpty && !line.HasOddIndent);

    /// <summary>The first of the empty lines that a section goes on after.</summary>
    private static readonly Parser<Line, int> Gap =
        Try(BlankLine.AtLeastOnce().Before(Lookahead(Parser<Line>.Token(line => line.IsMember)))).Select(lines => lines.First().Number);

    private static readonly Parser<Line, (int Gap, IEnumerable<Line> Members)> Continuation =
        Map((gap, members) => (gap, members), Gap, MemberLine.Many());

    /// <summary>Number of the line that comes next, 0 at the end of the text.</summary>
    private static readonly Parser<Line, int> NextLine =
        Lookahead(Parser<Line>.Any).Select(line => line.Number).Or(Parser<Line>.Return(0));

    private static readonly Parser<Line, Statement> SectionOfLines = Map(
        Statement (head, members, more, next) => MakeSection(head, [.. members, .. more.SelectMany(part => part.Members)], [.. more.Select(part => part.Gap)], next),
        Parser<Line>.Token(line => line is { Kind: LineKind.Directive, Indent: 0, Name: "virtual" or "virtual6" }),
        MemberLine.Many(),
        Continuation.Many(),
        NextLine);

    private static readonly Parser<Line, Statement> OtherStatement = Parser<Line>.Any.Select(Statement (line) => new GlobalLine(line));

    private static readonly Parser<Line, IEnumerable<Statement>> Statements =
        BlankLine.SkipMany().Then(SectionOfLines.Or(OtherStatement).Before(BlankLine.SkipMany()).Many());

    /// <summary>Parses a piece of a file; every text has a syntax, if only of lines nobody understands.</summary>
    /// <param name="firstLine">Number of its first line.</param>
    /// <param name="isLast">The file ends with it.</param>
    public static ImmutableArray<Statement> Parse(string text, int firstLine, bool isLast)
    {
        var lines = SplitLines(text, firstLine);
        ImmutableArray<Statement> statements = [.. Statements.ParseOrThrow((ReadOnlySpan<Line>)CollectionsMarshal.AsSpan(lines))];
        int next = firstLine + lines.Count;
        return statements is [.. var others, Section { EndLine: 0 } open] ? [.. others, open with { EndLine = isLast ? next - 1 : next }] : statements;
    }

    private static Section MakeSection(Line head, ImmutableArray<Line> members, ImmutableArray<int> gaps, int next)
    {
        ImmutableArray<int> ends = members.Any(IsEnd) ? [.. members.Where(IsEnd).Select(line => line.Number).Concat(gaps).Order()] : gaps;
        return new Section(head.WithoutComment(), [.. members.Where(line => line.Kind != LineKind.Comment).Select(line => line.WithoutComment())], ends, EndLine: next);

        static bool IsEnd(Line line) => line.Kind != LineKind.Comment && (line.IsShort || line.HasOddIndent);
    }

    private static List<Line> SplitLines(string text, int firstLine)
    {
        var lines = new List<Line>(text.AsSpan().Count('\n') + 1);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            // What follows the last end of line is a line only where there is something.
            if (range.Start.Value < text.Length)
                lines.Add(ParseLine(text.AsSpan()[range], firstLine + lines.Count));
        }

        return lines;
    }

    private static Line ParseLine(ReadOnlySpan<char> text, int number)
    {
        if (LookalikeCharacters.PlainIndent(text) is { } plain)
        {
            var line = ParseLine(plain, number) with { HasOddIndent = true };
            // To the original it is neither empty nor a comment.
            return line.Kind is LineKind.Directive or LineKind.Other ? line : line with { Kind = LineKind.IndentedEmpty, Indent = 4, Column = 1 };
        }

        // A section's indentation is of spaces and tabs alone; a tab is as wide as four spaces.
        int indent = text.IndexOfAnyExcept(' ', '\t');
        if (indent < 0)
            indent = text.Length;
        int width = indent + (3 * text[..indent].Count('\t'));
        var rest = text[indent..];
        var form = LineForm.ParseOrThrow(rest);
        return form.Kind switch
        {
            LineKind.Directive => new Line(
                number, form.Kind, width, indent + 1, rest[..form.NameEnd].ToString(), rest[form.ValueStart..].ToString(), indent + form.ValueStart + 1),
            LineKind.Other => new Line(number, form.Kind, width, indent + 1, rest.ToString(), "", 0),
            LineKind.Empty when width >= 4 && width + rest.Length > 4 => new Line(number, LineKind.IndentedEmpty, width, 1, "", "", 0),
            _ => new Line(number, form.Kind, width, 0, "", "", 0),
        };
    }
}
