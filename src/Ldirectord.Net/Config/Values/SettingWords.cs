using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A value of words, such as "interface eth1 syncid 5": each word but the first ones names what follows it.</summary>
internal static class SettingWords
{
    public const string ExpectedInterface = "the name of a network interface, 1 to 15 characters";

    /// <summary>Words between blanks and commas, with the place of each in the text; a comma is one, too.</summary>
    public static List<(string Text, int At)> Of(string text)
    {
        var words = new List<(string, int)>();
        for (int at = 0; at < text.Length;)
        {
            if (ValueSyntax.Blanks.Contains(text[at]))
            {
                at++;
                continue;
            }

            int end = at + 1;
            while (text[at] != ',' && end < text.Length && text[end] != ',' && !ValueSyntax.Blanks.Contains(text[end]))
                end++;
            words.Add((text[at..end], at));
            at = end;
        }

        return words;
    }

    /// <summary>Reads the pairs of a name and a value from <paramref name="next"/> on; the first mistake is reported.</summary>
    /// <param name="names">What a name may be, in words.</param>
    /// <param name="expected">What the value of a name may be, in words; null if there is no such name.</param>
    /// <param name="set">Takes a name, its value and the value's place; returns whether the value is right.</param>
    /// <returns>Whether all pairs are right.</returns>
    public static bool Read(
        DirectiveReader line, List<(string Text, int At)> words, int next, string names, Func<string, string?> expected,
        Func<string, string, int, bool> set)
    {
        var seen = new HashSet<string>();
        for (; next < words.Count; next += 2)
        {
            var (name, at) = words[next];
            if (expected(name) is not { } form)
            {
                line.ErrorAt(at, $"unknown word \"{DirectiveReader.Shorten(name)}\": expected {names}");
                return false;
            }

            if (!seen.Add(name))
            {
                line.ErrorAt(at, $"{name} is given twice: expected one {name}");
                return false;
            }

            var (value, valueAt) = next + 1 < words.Count ? words[next + 1] : ("", line.Text.Length);
            if (!set(name, value, valueAt))
            {
                line.ErrorAt(valueAt, value.Length == 0
                    ? $"no value after {name}: expected {form}"
                    : $"invalid {name} \"{DirectiveReader.Shorten(value)}\": expected {form}");
                return false;
            }
        }

        return true;
    }

    /// <returns>Null if the text is not a number from first to last.</returns>
    public static int? Number(string digits, int first, int last) =>
        digits.Length > 0 && digits.All(char.IsAsciiDigit) && ValueSyntax.Clamp(digits, int.MaxValue) is var number
        && number >= first && number <= last ? number : null;

    /// <summary>A name as the kernel takes it (dev_valid_name).</summary>
    public static bool IsInterface(string name) =>
        name.Length is > 0 and < IpvsConstants.IP_VS_IFNAME_MAXLEN && name is not ("." or "..")
        && name.All(character => character is > ' ' and < '\x7f' and not ('/' or ':' or ','));
}
