using System.Globalization;

namespace Ldirectord.Text;

/// <summary>A length of time as people write it: "90" or "90s", "10m", "2h", "7d".</summary>
internal static class Duration
{
    /// <summary>What a message says of the form.</summary>
    public const string Expected = "a time such as 90s, 10m, 2h or 7d";

    /// <summary>Longest: ten years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <returns>From 0 to <see cref="Longest"/>; null if it is no such length.</returns>
    public static TimeSpan? Parse(string text)
    {
        var (digits, unit) = text is [.. var number, 's' or 'm' or 'h' or 'd'] ? (number, text[^1]) : (text, 's');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        var seconds = value * (long)(unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 86_400 });
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>In whole seconds, with the largest unit that keeps it exact: "10m".</summary>
    public static string Of(TimeSpan length)
    {
        var seconds = (long)length.TotalSeconds;
        var (value, unit) = seconds switch
        {
            0 => (0, "s"),
            _ when seconds % 86_400 == 0 => (seconds / 86_400, "d"),
            _ when seconds % 3600 == 0 => (seconds / 3600, "h"),
            _ when seconds % 60 == 0 => (seconds / 60, "m"),
            _ => (seconds, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
    }
}
