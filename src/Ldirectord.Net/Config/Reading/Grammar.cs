using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pidgin;
using static Pidgin.Parser;

namespace Ldirectord.Config;

/// <summary>
/// The form of ldirectord.cf: lines of "name = value", and sections that "virtual =" opens and indented lines fill. The binder decides what
/// the values mean. The original's reader has the same form, with one exception: here an empty line does not end a section if an indented
/// line follows. Two grammars, one of a line's characters and one of a file's lines. Neither refuses a text: a line without a known form
/// is <see cref="LineKind.Other"/>.
/// </summary>
internal static class Grammar
{
    /// <summary>A line's kind, and where in it a directive's name ends and its value begins.</summary>
    private readonly record struct Form(LineKind Kind, int NameEnd = 0, int ValueStart = 0);

    // As for the original, only ASCII has white space: a no-break space is a letter.
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

    /// <summary>The line after its indentation.</summary>
    private static readonly Parser<char, Form> LineForm = OneOf(Try(DirectiveLine), Try(CommentLine), Try(OtherLine), EmptyLine);

    // A comment inside a section is skipped, whatever its indentation.
    private static readonly Parser<Line, Line> MemberLine = Parser<Line>.Token(line => line.Kind == LineKind.Comment || line.IsMember);

    private static readonly Parser<Line, Line> BlankLine =
        Parser<Line>.Token(line => line.Kind is LineKind.Comment or LineKind.Empty or LineKind.IndentedEmpty && !line.HasOddIndent);

    /// <summary>Empty lines that a section goes on after.</summary>
    private static readonly Parser<Line, Unit> Gap =
        Try(BlankLine.SkipAtLeastOnce().Before(Lookahead(Parser<Line>.Token(line => line.IsMember))));

    /// <summary>Lines of a section after empty ones.</summary>
    private static readonly Parser<Line, IEnumerable<Line>> Continuation = Map(
        (first, others) => others.Prepend(first with { FollowsEmptyLine = true }),
        Gap.Then(MemberLine),
        MemberLine.Many());

    private static readonly Parser<Line, Statement> SectionOfLines = Map(
        Statement (head, members, more) => MakeSection(head, members.Concat(more.SelectMany(lines => lines))),
        Parser<Line>.Token(line => line is { Kind: LineKind.Directive, Indent: 0, Name: "virtual" or "virtual6" }),
        MemberLine.Many(),
        Continuation.Many());

    private static readonly Parser<Line, Statement> OtherStatement = Parser<Line>.Any.Select(Statement (line) => new GlobalLine(line));

    private static readonly Parser<Line, IEnumerable<Statement>> Statements =
        BlankLine.SkipMany().Then(SectionOfLines.Or(OtherStatement).Before(BlankLine.SkipMany()).Many());

    /// <summary>Parses a piece of a file; never fails.</summary>
    /// <param name="firstLine">Number of the piece's first line.</param>
    /// <param name="isLast">The file ends with this piece.</param>
    public static ImmutableArray<Statement> Parse(string text, int firstLine, bool isLast)
    {
        var lines = SplitLines(text, firstLine);
        ImmutableArray<Statement> statements = [.. Statements.ParseOrThrow((ReadOnlySpan<Line>)CollectionsMarshal.AsSpan(lines))];
        return isLast && statements is [.. var others, Section section] && section.Head.Number == firstLine + lines.Count - 1
            ? [.. others, section with { IsLastLine = true }]
            : statements;
    }

    private static Section MakeSection(Line head, IEnumerable<Line> members) =>
        new(head.WithoutComment(), [.. members.Where(line => line.Kind != LineKind.Comment).Select(line => line.WithoutComment())]);

    private static List<Line> SplitLines(string text, int firstLine)
    {
        var lines = new List<Line>(text.AsSpan().Count('\n') + 1);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            // After the last end of line there is another line only if text follows.
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
            // For the original such a line is neither empty nor a comment.
            return line.Kind is LineKind.Directive or LineKind.Other
                ? line
                : line with { Kind = LineKind.IndentedEmpty, Indent = 4, Column = 1 };
        }

        // Only spaces and tabs indent a section's line; a tab is as wide as four spaces.
        int indent = text.IndexOfAnyExcept(' ', '\t');
        if (indent < 0)
            indent = text.Length;
        int width = indent + (3 * text[..indent].Count('\t'));
        var rest = text[indent..];
        var form = LineForm.ParseOrThrow(rest);
        return form.Kind switch
        {
            LineKind.Directive => new Line(
                number, form.Kind, width, indent + 1, rest[..form.NameEnd].ToString(), rest[form.ValueStart..].ToString(),
                indent + form.ValueStart + 1),
            LineKind.Other => new Line(number, form.Kind, width, indent + 1, rest.ToString(), "", 0),
            LineKind.Empty when width >= 4 && width + rest.Length > 4 => new Line(number, LineKind.IndentedEmpty, width, 1, "", "", 0),
            _ => new Line(number, form.Kind, width, 0, "", "", 0),
        };
    }
}
