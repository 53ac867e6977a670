using System.Globalization;
using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// Characters that editors, word processors and web pages put in the place of blanks, quotes and dashes: they look like those, and mean nothing here.
/// Text of the file has one character for each byte; of what is UTF-8, the characters are told here.
/// </summary>
internal static class LookalikeCharacters
{
    private const string NoBreakSpace = "\u00C2\u00A0";
    private const string FullWidthBlank = "\u00E3\u0080\u0080";

    /// <summary>The line with usual blanks in its indentation; null if it has no others.</summary>
    public static string? PlainIndent(ReadOnlySpan<char> line)
    {
        int start = line.IndexOfAnyExcept(' ', '\t');
        if (start < 0 || line[start] is not ('\u00C2' or '\u00E3'))
            return null;
        var plain = new StringBuilder().Append(line[..start]);
        while (true)
        {
            var rest = line[start..];
            if (rest.StartsWith(NoBreakSpace))
                plain.Append(' ');
            else if (rest.StartsWith(FullWidthBlank))
                plain.Append("  ");
            else if (rest is [' ' or '\t', ..])
                plain.Append(rest[0]);
            else
                return plain.Length == start ? null : plain.Append(rest).ToString();
            start += rest[0] switch { '\u00C2' => NoBreakSpace.Length, '\u00E3' => FullWidthBlank.Length, _ => 1 };
        }
    }

    /// <summary>The first of them in a line outside of its comment, as "U+00A0, a no-break space, at column 12"; null if there is none.</summary>
    public static string? Find(string line)
    {
        if (Decode(line) is not { } text)
            return null;
        for (int i = 0, column = 1; i < text.Length && text[i] != '#'; i += char.IsSurrogatePair(text, i) ? 2 : 1, column++)
        {
            if (Name(text[i]) is { } name)
                return string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[i]:X4}, {name}, at column {column}");
        }

        return null;
    }

    /// <summary>The column as an editor shows it, of one that counts bytes.</summary>
    public static int Column(string line, int column) =>
        column < 1 || column > line.Length + 1 || Decode(line) is null ? column : 1 + Latin1.Characters(line.AsSpan(0, column - 1));

    /// <returns>Null if it is ASCII alone, or no UTF-8.</returns>
    private static string? Decode(string line) => Ascii.IsValid(line) || !Latin1.IsUtf8(line) ? null : Latin1.ToText(line);

    private static string? Name(char c) => c switch
    {
        '\u00A0' => "a no-break space",
        '\u202F' => "a narrow no-break space",
        '\u3000' => "a full-width blank",
        '\u200B' => "a blank without width",
        '\uFEFF' => "a byte order mark",
        >= '\u2000' and <= '\u200A' => "a typographic blank",
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' => "a typographic quote",
        >= '\u2010' and <= '\u2015' or '\u2212' => "a typographic dash",
        '\uFF1A' => "a full-width colon",
        '\uFF1D' => "a full-width equals sign",
        '\uFF02' => "a full-width quote",
        '\uFF0C' => "a full-width comma",
        _ => null,
    };
}
