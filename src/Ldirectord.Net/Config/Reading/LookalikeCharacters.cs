using System.Globalization;
using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// Characters that editors, word processors and web pages put in the place of blanks, quotes and dashes: they look alike, but are read as
/// letters. The file's text has one character for each byte (<see cref="Latin1"/>); a line in UTF-8 is decoded here.
/// </summary>
internal static class LookalikeCharacters
{
    private const string NoBreakSpace = "\u00C2\u00A0";
    private const string FullWidthBlank = "\u00E3\u0080\u0080";

    /// <summary>The line with ASCII blanks in its indentation; null if it has no other blanks there.</summary>
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

    /// <summary>The first look-alike before a line's comment, as "U+00A0, a no-break space, at column 12"; null if there is none.</summary>
    public static string? Find(string line)
    {
        if (Ascii.IsValid(line) || !Latin1.IsUtf8(line))
            return null;
        string text = Latin1.ToText(line);
        for (int i = 0, column = 1; i < text.Length && text[i] != '#'; i += char.IsSurrogatePair(text, i) ? 2 : 1, column++)
        {
            if (Name(text[i]) is { } name)
                return string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[i]:X4}, {name}, at column {column}");
        }

        return null;
    }

    private static string? Name(char c) => c switch
    {
        '\u00A0' => "a no-break space",
        '\u202F' => "a narrow no-break space",
        '\u3000' => "a full-width blank",
        '\u200B' => "a blank without width",
        '\uFEFF' => "a byte order mark",
        >= '\u2000' and <= '\u200A' => "a typographic blank",
        >= '\u2018' and <= '\u201F' or '\u00AB' or '\u00BB' => "a typographic quote",
        >= '\u2010' and <= '\u2015' or '\u2212' => "a typographic dash",
        '\uFF1A' => "a full-width colon",
        '\uFF1D' => "a full-width equals sign",
        '\uFF02' => "a full-width quote",
        '\uFF0C' => "a full-width comma",
        _ => null,
    };
}
