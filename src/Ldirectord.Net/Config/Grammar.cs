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
    private static readonly SearchValues<char> s_blanks = SearchValues.Create(" \t\r\f\v");

    // A section's indentation is of spaces and tabs alone.
    private static readonly SearchValues<char> s_indentation = SearchValues.Create(" \t");

    private static readonly Parser<int> Word =
        Run(SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")).Where(length => length > 0);

    private static readonly Parser<(LineKind Kind, int NameLength, int ValueStart)> DirectiveLine =
        from word in Word
        from value in AfterBlanks('=')
        select (LineKind.Directive, word, value);

    private static readonly Parser<(LineKind, int, int)> CommentLine = AfterBlanks('#').Return((LineKind.Comment, 0, 0));

    private static readonly Parser<(LineKind, int, int)> OtherLine =
        Run(s_blanks).Then(_ => Parse.AnyChar).Return((LineKind.Other, 0, 0));

    // The last choice: whoever reads nothing always succeeds.
    private static readonly Parser<(LineKind, int, int)> EmptyLine = Parse.Return((LineKind.Empty, 0, 0));

    /// <summary>What follows a line's indentation.</summary>
    private static readonly Parser<(LineKind Kind, int NameLength, int ValueStart)> Body = DirectiveLine.Or(CommentLine).Or(OtherLine).Or(EmptyLine);

    /// <summary>
    /// How many characters from here on are of these, perhaps none. In one step, as all that is read here is read in as few as can be: each makes a kilobyte of
    /// garbage, and there is a line for each of ten thousand servers.
    /// </summary>
    private static Parser<int> Run(SearchValues<char> characters) => input =>
    {
        var length = LengthOf(input.Source, input.Position, characters);
        return Result.Success(length, new LineInput(input.Source, input.Position + length));
    };

    /// <summary>Where the line goes on after blanks, a mark, and blanks again.</summary>
    private static Parser<int> AfterBlanks(char mark) => input =>
    {
        var at = input.Position + LengthOf(input.Source, input.Position, s_blanks);
        if (at == input.Source.Length || input.Source[at] != mark)
            return Result.Failure<int>(input, "", []);
        at++;
        at += LengthOf(input.Source, at, s_blanks);
        return Result.Success(at, new LineInput(input.Source, at));
    };

    private static int LengthOf(string source, int from, SearchValues<char> characters)
    {
        var rest = source.AsSpan(from);
        var length = rest.IndexOfAnyExcept(characters);
        return length < 0 ? rest.Length : length;
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
        int indent = LengthOf(text, 0, s_indentation);
        var body = Body(new LineInput(text, indent)).Value;
        int width = indent + (3 * text.AsSpan(0, indent).Count('\t'));
        return body.Kind switch
        {
            LineKind.Directive => new Line(number, body.Kind, width, indent + 1, text.Substring(indent, body.NameLength), text[body.ValueStart..], body.ValueStart + 1),
            LineKind.Other => new Line(number, body.Kind, width, indent + 1, text[indent..], "", 0),
            LineKind.Empty when width >= 4 && width + text.Length - indent > 4 => new Line(number, LineKind.IndentedEmpty, width, 1, "", "", 0),
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
