using System.Globalization;

namespace Ldirectord.Config;

/// <summary>How values are written, whatever they mean: numbers, words, quoted texts, yes and no.</summary>
internal static class ValueSyntax
{
    /// <summary>White space as the original knows it.</summary>
    public static readonly char[] Blanks = [' ', '\t', '\r', '\n', '\f', '\v'];

    /// <summary>A number is the first run of digits in the value: "3s" is 3. Empty if there is none.</summary>
    public static string Digits(string value)
    {
        int start = value.AsSpan().IndexOfAnyInRange('0', '9');
        return start < 0 ? "" : Run(value, start, char.IsAsciiDigit);
    }

    /// <summary>The first run of characters of a kind, empty if there is none.</summary>
    /// <param name="from">Where the search begins.</param>
    public static string FirstRun(string value, Func<char, bool> belongs, int from = 0)
    {
        for (int i = from; i < value.Length; i++)
        {
            if (belongs(value[i]))
                return Run(value, i, belongs);
        }

        return "";
    }

    /// <summary>Letters, digits and the underscore: what words of the file are made of.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Numbers too large to matter are as large as they can be.</summary>
    public static int Clamp(string digits, int largest) =>
        ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= (ulong)largest ? (int)number : largest;

    /// <summary>The text between the first quote, which must begin the value, and the last; null if there are not two.</summary>
    public static string? Quoted(string value)
    {
        int last = value.LastIndexOf('"');
        return value.StartsWith('"') && last > 0 ? value[1..last] : null;
    }

    /// <summary>A text that may stand in quotes; what follows them is passed over.</summary>
    public static string OptionallyQuoted(string value) => Quoted(value) ?? value.TrimEnd(Blanks);

    /// <summary>Seconds, at most the 24 days that a timer can be set to.</summary>
    public static TimeSpan Seconds(string digits) => TimeSpan.FromSeconds(Clamp(digits, int.MaxValue / 1000));

    private static string Run(string value, int start, Func<char, bool> belongs)
    {
        int end = start;
        while (end < value.Length && belongs(value[end]))
            end++;
        return value[start..end];
    }
}
