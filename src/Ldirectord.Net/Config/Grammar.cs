using System.Buffers;
using System.Collections.Immutable;
using Sprache;

namespace Ldirectord.Config;

/// <summary>
/// The form of ldirectord.cf: lines of "name = value", and sections that "virtual =" opens and indented lines fill. What the values mean is the
/// binder's. The form is that of the original's reader, but for one thing: an empty line does not end a section that goes on after it.
/// This is the one file that knows the parser library.
/// </summary>
internal static class Grammar
{
    // White space as the original knows it: of ASCII. A no-break space is a letter like any other.
    private static readonly Parser<string> Blanks = Run(" \t\r\f\v");

    // A section's indentation is of spaces and tabs alone.
    private static readonly Parser<string> Indentation = Run(" \t");

    private static readonly Parser<string> Word = Run("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz").Where(word => word.Length > 0);

    private static readonly Parser<int> Offset = input => Result.Success(input.Position, input);

    private static readonly Parser<(LineKind Kind, int NameStart, string Name, int ValueStart)> DirectiveLine =
        from start in Offset
        from name in Word
        from before in Blanks
        from sign in Parse.Char('=')
        from after in Blanks
        from value in Offset
        select (LineKind.Directive, start, name, value);

    private static readonly Parser<(LineKind, int, string, int)> CommentLine =
        from before in Blanks
        from mark in Parse.Char('#')
        select (LineKind.Comment, 0, "", 0);

    private static readonly Parser<(LineKind Kind, int NameStart, string Name, int ValueStart)> OtherLine =
        from start in Offset
        from before in Blanks
        from first in Parse.AnyChar
        select (LineKind.Other, start, "", 0);

    // The last choice: whoever reads nothing always succeeds.
    private static readonly Parser<(LineKind, int, string, int)> EmptyLine = Parse.Return((LineKind.Empty, 0, "", 0));

    private static readonly Parser<(string Indent, (LineKind Kind, int NameStart, string Name, int ValueStart) Body)> AnyLine =
        from indent in Indentation
        from body in DirectiveLine.Or(CommentLine).Or(OtherLine).Or(EmptyLine)
        select (indent, body);

    /// <summary>All characters from here on that are of these, perhaps none, in one step: character by character ten thousand lines took 100 MB of garbage.</summary>
    private static Parser<string> Run(string characters)
    {
        var belongs = SearchValues.Create(characters);
        return input =>
        {
            var rest = input.Source.AsSpan(input.Position);
            var end = rest.IndexOfAnyExcept(belongs);
            var run = rest[..(end < 0 ? rest.Length : end)].ToString();
            return Result.Success(run, new LineInput(input.Source, input.Position + run.Length));
        };
    }

    /// <summary>Parses a whole file; every text has a syntax, if only of lines nobody understands.</summary>
    public static ImmutableArray<Statement> ParseFile(string text)
    {
        var lines = SplitLines(text);
        var statements = ImmutableArray.CreateBuilder<Statement>();
        for (int i = 0; i < lines.Count;)
        {
            var line = lines[i];
            if (line.Kind is LineKind.Empty or LineKind.IndentedEmpty or LineKind.Comment)
                i++;
            else if (line is { Kind: LineKind.Directive, Indent: 0, Name: "virtual" or "virtual6" })
                statements.Add(ParseSection(lines, ref i));
            else
                statements.Add(new GlobalLine(lines[i++]));
        }

        return statements.ToImmutable();
    }

    private static Section ParseSection(List<Line> lines, ref int next)
    {
        var head = lines[next++];
        bool isLastLine = next == lines.Count;
        var body = ImmutableArray.CreateBuilder<Line>();
        var emptyLines = ImmutableArray.CreateBuilder<int>();
        int end;
        while (true)
        {
            while (next < lines.Count && (lines[next].Kind == LineKind.Comment || (lines[next].Kind != LineKind.Empty && lines[next].BelongsToSection)))
            {
                if (lines[next].Kind != LineKind.Comment)
                    body.Add(lines[next].WithoutComment());
                next++;
            }

            end = Math.Min(next, lines.Count - 1);
            int after = next;
            while (after < lines.Count && lines[after].Kind is LineKind.Comment or LineKind.Empty or LineKind.IndentedEmpty)
                after++;
            if (after == lines.Count || !lines[after].BelongsToSection)
                break;
            emptyLines.Add(lines[next].Number);
            next = after;
        }

        return new Section(head, body.ToImmutable(), emptyLines.ToImmutable(), lines[end].Number, isLastLine);
    }

    private static List<Line> SplitLines(string text)
    {
        var lines = new List<Line>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            lines.Add(ParseLine(text[start..end], lines.Count + 1));
            start = end + 1;
        }

        return lines;
    }

    private static Line ParseLine(string text, int number)
    {
        var (indent, body) = AnyLine(new LineInput(text, 0)).Value;
        int width = indent.Length + (3 * indent.Count(c => c == '\t'));
        return body.Kind switch
        {
            LineKind.Directive => new Line(number, body.Kind, width, body.NameStart + 1, body.Name, text[body.ValueStart..], body.ValueStart + 1),
            LineKind.Other => new Line(number, body.Kind, width, body.NameStart + 1, text[body.NameStart..], "", 0),
            LineKind.Empty when width >= 4 && width + text.Length - indent.Length > 4 => new Line(number, LineKind.IndentedEmpty, width, 1, "", "", 0),
            _ => new Line(number, body.Kind, width, 0, "", "", 0),
        };
    }

    /// <summary>One line to parse. Sprache's own input keeps a table of memories for each character, which a large file cannot afford.</summary>
    private sealed class LineInput(string source, int position) : IInput
    {
        public string Source => source;

        public char Current => source[position];

        public bool AtEnd => position == source.Length;

        public int Position => position;

        public int Line => 1;

        public int Column => position + 1;

        public IDictionary<object, object> Memos { get; } = null!;

        public IInput Advance() => new LineInput(source, position + 1);

        public bool Equals(IInput? other) => other is LineInput && other.Source == source && other.Position == position;

        public override bool Equals(object? obj) => Equals(obj as IInput);

        public override int GetHashCode() => position;
    }
}
