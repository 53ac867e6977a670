using System.Globalization;

namespace Ldirectord.Checks;

/// <summary>
/// The performance data of a Nagios plugin: after the first "|" of its line, 'label'=value[unit];warn;crit;min;max, separated by blanks.
/// </summary>
internal static class PerformanceData
{
    private const string Label = "weight";

    /// <summary>
    /// The value of the first label "weight": "HTTP OK | time=0.01s weight=45%". A whole number 0..2147483647, or percent 0..100; null if
    /// there is none, or for any other value: half a number must not become a weight.
    /// </summary>
    public static WeightAnswer? Weight(string line)
    {
        var rest = line.AsSpan(line.IndexOf('|', StringComparison.Ordinal) is >= 0 and var bar ? bar + 1 : line.Length).Trim();
        while (!rest.IsEmpty)
        {
            var label = TakeLabel(ref rest);
            var end = rest.IndexOf(' ');
            var value = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..].TrimStart();
            if (label == Label && value.StartsWith("="))
                return Parse(value[1..]);
        }

        return null;
    }

    /// <summary>Takes the text before "=", or in quotes; a label in quotes may hold blanks.</summary>
    private static string TakeLabel(ref ReadOnlySpan<char> rest)
    {
        var quoted = rest[0] == '\'' && rest[1..].Contains('\'');
        var length = quoted ? rest[1..].IndexOf('\'') : rest.IndexOfAny('=', ' ');
        if (length < 0)
            length = rest.Length;
        var label = rest.Slice(quoted ? 1 : 0, length).ToString();
        rest = rest[(quoted ? length + 2 : length)..];
        return label;
    }

    private static WeightAnswer? Parse(ReadOnlySpan<char> value)
    {
        var end = value.IndexOf(';');
        var number = end < 0 ? value : value[..end];
        var isPercent = number.EndsWith("%");
        return int.TryParse(isPercent ? number[..^1] : number, NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
            && (!isPercent || weight <= 100)
            ? new WeightAnswer(weight, isPercent)
            : null;
    }
}
