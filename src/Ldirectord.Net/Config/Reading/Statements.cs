using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>The form of a line, before its meaning is looked at.</summary>
internal enum LineKind
{
    /// <summary>Nothing, or white space.</summary>
    Empty,

    /// <summary>White space wider than a section's indentation: the original refuses it as a line of the section.</summary>
    IndentedEmpty,

    /// <summary>Its first character is #.</summary>
    Comment,

    /// <summary>name = value.</summary>
    Directive,

    /// <summary>Anything else: a bare word, garbage.</summary>
    Other,
}

/// <summary>One line of the file, with positions as typed (a tab counts one).</summary>
/// <param name="Number">From 1.</param>
/// <param name="Indent">Width of the white space before the first word, a tab counting four.</param>
/// <param name="Column">Column of the first word, from 1.</param>
/// <param name="Name">The word before "="; of a line of another kind, the whole text.</param>
/// <param name="Value">The text after "=" and its white space, to the end of the line, trailing white space included.</param>
/// <param name="ValueColumn">Column of the value, from 1.</param>
internal readonly record struct Line(int Number, LineKind Kind, int Indent, int Column, string Name, string Value, int ValueColumn)
{
    /// <summary>Indented far enough to belong to the section above for the original, too: by four spaces or a tab.</summary>
    public bool BelongsToSection => Indent >= 4;

    /// <summary>Indented, but by less than the original wants for a section's line.</summary>
    public bool IsShort => Indent is > 0 and < 4;

    /// <summary>The indentation has a blank that the original does not know: a no-break or a full-width one.</summary>
    public bool HasOddIndent { get; init; }

    /// <summary>The first line of a section after an empty line, where the section ends for the original.</summary>
    public bool FollowsEmptyLine { get; init; }

    /// <summary>For us every indented line belongs to the section above, if there is one.</summary>
    public bool IsMember => Indent > 0 && Kind is LineKind.Directive or LineKind.Other or LineKind.IndentedEmpty;

    /// <summary>The line as it is read inside a section, where # starts a comment anywhere, even in quotes.</summary>
    public Line WithoutComment() => this with { Name = BeforeMark(Name), Value = BeforeMark(Value) };

    private static string BeforeMark(string text)
    {
        int mark = text.IndexOf('#', StringComparison.Ordinal);
        return mark < 0 ? text : text[..mark];
    }
}

/// <summary>A part of the file: a line outside of every section, or a virtual service's section.</summary>
/// <param name="Head">The line, or the section's "virtual =".</param>
internal abstract record Statement(Line Head);

/// <summary>A line outside of every section.</summary>
internal sealed record GlobalLine(Line Head) : Statement(Head);

/// <summary>"virtual =" with the indented lines that follow it.</summary>
/// <param name="Lines">Its directives, without comments.</param>
internal sealed record Section(Line Head, ImmutableArray<Line> Lines) : Statement(Head)
{
    /// <summary>The file ends with "virtual =" itself.</summary>
    public bool IsLastLine { get; init; }
}
