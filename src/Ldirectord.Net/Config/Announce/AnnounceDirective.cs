namespace Ldirectord.Config;

/// <summary>
/// announce = INTERFACE [quorum N [weight]] [hysteresis N] [hold SECONDS], or no: of the file or of a virtual section.
/// </summary>
internal sealed class AnnounceDirective
{
    private const int Largest = 1_000_000;
    private const int LongestHold = 86_400; // seconds: a day

    /// <summary>Null if not set, or no.</summary>
    public AnnounceSettings? Settings { get; private set; }

    /// <summary>The last line; null if not set.</summary>
    public Line? Line { get; private set; }

    /// <summary>The settings of a section.</summary>
    /// <param name="shared">The file's directive.</param>
    public static AnnounceSettings? Of(AnnounceDirective own, AnnounceDirective shared) =>
        own.Line is null ? shared.Settings : own.Settings;

    public void Bind(DirectiveReader line)
    {
        line.IsOurs();
        Line = line.Line;
        var words = SettingWords.Of(line.Text);
        if (words is [("no", _)])
            Settings = null;
        else if (words.Count == 0)
            line.Error("empty announce: expected an interface, as in dummy0 quorum 2, or no");
        else if (!SettingWords.IsInterface(words[0].Text))
            line.Error($"invalid interface \"{DirectiveReader.Shorten(words[0].Text)}\": expected {SettingWords.ExpectedInterface}");
        else
            Settings = Read(line, words) ?? Settings;
    }

    private static AnnounceSettings? Read(DirectiveReader line, List<(string Text, int At)> words)
    {
        var settings = new AnnounceSettings(words[0].Text);
        var quorum = words.FindIndex(1, word => word.Text == "quorum");
        if (quorum > 0 && quorum + 2 < words.Count && words[quorum + 2].Text == "weight")
        {
            settings = settings with { CountsWeight = true };
            words.RemoveAt(quorum + 2);
        }

        var hysteresisAt = 0;
        var isRead = SettingWords.Read(line, words, 1, "quorum N [weight], hysteresis N or hold SECONDS", Expected, (word, value, at) =>
        {
            var (first, last) = Range(word);
            if (SettingWords.Number(value, first, last) is not { } number)
                return false;
            hysteresisAt = word == "hysteresis" ? at : hysteresisAt;
            settings = word switch
            {
                "quorum" => settings with { Quorum = number },
                "hysteresis" => settings with { Hysteresis = number },
                _ => settings with { Hold = TimeSpan.FromSeconds(number) },
            };
            return true;
        });
        if (!isRead)
            return null;
        if (settings.Hysteresis < settings.Quorum)
            return settings;
        line.ErrorAt(hysteresisAt, $"hysteresis {settings.Hysteresis} with quorum {settings.Quorum}: expected less than the quorum, or the "
            + "address would never go");
        return null;
    }

    private static string? Expected(string word) =>
        word is "quorum" or "hysteresis" or "hold" && Range(word) is var (first, last) ? $"{first}..{last}" : null;

    private static (int First, int Last) Range(string word) => word switch
    {
        "quorum" => (1, Largest),
        "hysteresis" => (0, Largest),
        _ => (0, LongestHold),
    };
}
