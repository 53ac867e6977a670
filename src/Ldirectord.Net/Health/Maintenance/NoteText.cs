using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Text;

namespace Ldirectord.Health;

/// <summary>
/// A <see cref="MaintenanceNote"/> as the text of its file, and back. A value that is not understood is passed over and said, so that the
/// file still takes its server out; unknown keys and other lines are passed over in silence. The last of a key counts.
/// </summary>
internal static class NoteText
{
    private const string None = "none";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    // RFC 3339, and without seconds.
    private static readonly string[] s_timeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <param name="text">At most <see cref="MaintenanceNote.Largest"/> characters count.</param>
    /// <param name="problems">A sentence for each value that was not understood: "line 3: limit: expected …".</param>
    public static MaintenanceNote Parse(string text, out ImmutableArray<string> problems)
    {
        var lines = text[..Math.Min(text.Length, MaintenanceNote.Largest)].Split('\n');
        var found = ImmutableArray.CreateBuilder<string>();
        var reason = lines[0].Trim();
        var note = new MaintenanceNote(Shown(reason, MaintenanceNote.LongestReason));
        if (IsKnown(Split(reason).Key))
            found.Add($"line 1: expected the reason, or an empty line before \"{Shown(reason, 40)}\"");
        foreach (var (number, line) in lines.Index().Skip(1))
        {
            var (key, value) = Split(line);
            if (!IsKnown(key))
                continue;
            if (With(note, key, value) is { } next)
                note = next;
            else
                found.Add($"line {number + 1}: {key}: expected {Expected(key)}, found \"{Shown(value, 40)}\"");
        }

        problems = found.ToImmutable();
        return note;
    }

    /// <summary>The text, which ends with a line's end. It is read back as the same note, if its texts are printable and short.</summary>
    public static string Format(MaintenanceNote note)
    {
        var text = new StringBuilder(Shown(note.Reason, MaintenanceNote.LongestReason)).Append('\n');
        if (note.Weight is { } weight)
            Line("weight", weight.ToString());
        else
            Line("mode", note.Mode == AdminState.Drain ? "drain" : "maintenance");
        if (note.IsHard)
            Line("hard", "yes");
        if (note.Who is { } who)
            Line("who", Shown(who, MaintenanceNote.LongestWho));
        if (note.Since is { } since)
            Line("since", Time(since));
        if (note.Until is { } until)
            Line("until", Time(until));
        if (note.Limit is { } limit)
            Line("limit", Limit(limit));
        return text.ToString();

        void Line(string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');
    }

    /// <summary>A time as the files have it: "2026-12-01T08:00:00Z".</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>"10m" or "none".</summary>
    public static string Limit(TimeSpan limit) => limit == MaintenanceNote.NoLimit ? None : Duration.Of(limit);

    /// <returns>Null if it is no time with its offset from UTC.</returns>
    public static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant().Replace("Z", "+00:00", StringComparison.Ordinal), s_timeFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var time)
            ? time
            : null;

    /// <returns>Null if it is neither a length of time nor "none".</returns>
    public static TimeSpan? ParseLimit(string text) => text == None ? MaintenanceNote.NoLimit : Duration.Parse(text);

    /// <returns>Null if it is neither a weight (0..2147483647) nor a share (0%..100%).</returns>
    public static WeightAnswer? ParseWeight(string text)
    {
        var isPercent = text.EndsWith('%');
        return int.TryParse(isPercent ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && (!isPercent || value <= 100)
            ? new WeightAnswer(value, isPercent)
            : null;
    }

    private static MaintenanceNote? With(MaintenanceNote note, string key, string value) => key switch
    {
        "mode" when value == "drain" => note with { Mode = AdminState.Drain },
        "mode" when value == "maintenance" => note with { Mode = AdminState.Maintenance },
        "hard" when value is "yes" or "no" => note with { IsHard = value == "yes" },
        "who" => note with { Who = Shown(value, MaintenanceNote.LongestWho) },
        "since" when ParseTime(value) is { } since => note with { Since = since },
        "until" when ParseTime(value) is { } until => note with { Until = until },
        "limit" when ParseLimit(value) is { } limit => note with { Limit = limit },
        "weight" when ParseWeight(value) is { } weight => note with { Weight = weight },
        _ => null,
    };

    private static bool IsKnown(string key) => key is "mode" or "hard" or "who" or "since" or "until" or "limit" or "weight";

    private static string Expected(string key) => key switch
    {
        "mode" => "drain or maintenance",
        "hard" => "yes or no",
        "limit" => $"{Duration.Expected}, or none",
        "weight" => "a weight such as 5, or a share such as 50%",
        _ => "a time such as 2026-12-01T08:00:00Z",
    };

    private static (string Key, string Value) Split(string line) =>
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim())
            : ("", "");

    private static string Shown(string text, int most) => Printable.Of(text.Trim(), most);
}
