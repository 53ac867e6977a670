using System.Globalization;
using System.Text;

namespace Ldirectord.Cli;

/// <summary>
/// Builds one line of the screen. Whatever the text holds, no control character of it gets through, and the line is never wider than the
/// terminal; only the attributes that are asked for here are escape sequences.
/// </summary>
internal sealed class ScreenLine(int width, ScreenStyle style)
{
    private readonly StringBuilder _text = new();
    private int _used;
    private bool _isCut;

    /// <summary>Columns that are left.</summary>
    public int Left => width - _used;

    public ScreenLine Add(string text, ScreenColour colour = ScreenColour.None, bool isBold = false)
    {
        var attributes = (style.HasColour && colour != ScreenColour.None, isBold) switch
        {
            (true, true) => $"\e[1;{(int)colour}m",
            (true, false) => $"\e[{(int)colour}m",
            (false, true) => "\e[1m",
            _ => "",
        };
        _text.Append(attributes);
        Append(text, Left);
        if (attributes.Length > 0)
            _text.Append("\e[0m");
        return this;
    }

    /// <summary>A column of the table: cut, or filled with spaces, and a space behind it.</summary>
    public ScreenLine Column(string text, int columns, ScreenColour colour = ScreenColour.None, bool isRight = false)
    {
        var end = _used + columns;
        var shown = CutTo(text, Math.Min(columns, Math.Max(Left, 0)));
        if (isRight)
            Add(new string(' ', Math.Max(0, columns - WidthOf(shown))));
        Add(shown, colour);
        return Add(new string(' ', Math.Max(0, end - _used) + 1));
    }

    public override string ToString() => _text.ToString();

    /// <summary>The whole line reversed, to the terminal's edge.</summary>
    public string Reversed()
    {
        Add(new string(' ', Math.Max(0, Left)));
        // What ended an attribute must not end this one.
        return $"\e[7m{_text.ToString().Replace("\e[0m", "\e[0;7m", StringComparison.Ordinal)}\e[0m";
    }

    private string CutTo(string text, int columns)
    {
        if (WidthOf(text) <= columns)
            return text;
        var cut = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var wide = Width(Shown(rune));
            if (used + wide > columns - 1)
                break;
            cut.Append(rune.ToString());
            used += wide;
        }

        return columns > 0 ? cut.Append(style.IsUnicode ? '…' : '~').ToString() : "";
    }

    private void Append(string text, int columns)
    {
        if (_isCut)
            return;
        var shown = CutTo(text, columns);
        _isCut = shown != text;
        foreach (var rune in shown.EnumerateRunes())
        {
            var one = Shown(rune);
            _text.Append(one.ToString());
            _used += Width(one);
        }
    }

    private int WidthOf(string text) => text.EnumerateRunes().Sum(rune => Width(Shown(rune)));

    /// <summary>The character as it is written: "?" for what no terminal, or not this one, should get.</summary>
    private Rune Shown(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || (!style.IsUnicode && !rune.IsAscii) ? AsAscii(rune) : rune;

    private static Rune AsAscii(Rune rune) => new(rune.Value switch
    {
        '…' => '.',
        _ => '?',
    });

    /// <summary>Columns of a character, as terminals show it: 0 for combining marks, 2 for East Asian wide characters and emoji.</summary>
    private static int Width(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff)
            or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1faff)
            or (>= 0x20000 and <= 0x3fffd) => 2,
        _ => 1,
    };
}
