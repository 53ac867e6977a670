using System.Globalization;

namespace Ldirectord.Config;

/// <summary>The syntax of values: numbers, words, quoted texts.</summary>
internal static class ValueSyntax
{
    /// <summary>The original's white space, ASCII only.</summary>
    public static readonly char[] Blanks = [' ', '\t', '\r', '\n', '\f', '\v'];

    /// <summary>A number is the first run of digits in the value: "3s" is 3. Empty if there is none.</summary>
    public static string Digits(string value)
    {
        int start = value.AsSpan().IndexOfAnyInRange('0', '9');
        return start < 0 ? "" : Run(value, start, char.IsAsciiDigit);
    }

    /// <summary>The first run of characters of a kind; empty if there is none.</summary>
    /// <param name="from">Start of the search.</param>
    public static string FirstRun(string value, Func<char, bool> belongs, int from = 0)
    {
        for (int i = from; i < value.Length; i++)
        {
            if (belongs(value[i]))
                return Run(value, i, belongs);
        }

        return "";
    }

    /// <summary>Letters, digits and the underscore: the characters of words in the file.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>The number, at most <paramref name="largest"/>.</summary>
    public static int Clamp(string digits, int largest) =>
        ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= (ulong)largest
            ? (int)number
            : largest;

    /// <summary>The text between the first quote, which must begin the value, and the last quote; null if there are not two.</summary>
    public static string? Quoted(string value)
    {
        int last = value.LastIndexOf('"');
        return value.StartsWith('"') && last > 0 ? value[1..last] : null;
    }

    /// <summary>A text with or without quotes; text after the last quote is ignored.</summary>
    public static string OptionallyQuoted(string value) => Quoted(value) ?? value.TrimEnd(Blanks);

    /// <summary>Seconds, at most 24 days, the longest time of a timer.</summary>
    public static TimeSpan Seconds(string digits) => TimeSpan.FromSeconds(Clamp(digits, int.MaxValue / 1000));

    private static string Run(string value, int start, Func<char, bool> belongs)
    {
        int end = start;
        while (end < value.Length && belongs(value[end]))
            end++;
        return value[start..end];
    }
}
