using System.Globalization;
using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// The line of an agent, as HAProxy and the agents of loadbalancer.org have it: words between blanks, tabs and commas, in any case, of
/// which the last of a kind counts; "#" begins a description.
/// <para>Example: "up ready 45%" is a weight of 45 %; "drain" is no new clients; "down #disk full" is down, with a reason.</para>
/// </summary>
internal static class AgentLine
{
    /// <summary>Longest line, in bytes.</summary>
    public const int MaxLength = 1024;

    /// <summary>Most characters of a line that are shown.</summary>
    public const int LongestShown = 60;

    private const int All = 100;

    /// <returns>Null if no word of the line is one of the protocol.</returns>
    public static AgentAnswer? Parse(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line);
        var parts = text.Split('#', 2);
        var (wish, isDown, isKnown) = (AgentWish.Ready, false, false);
        WeightAnswer? weight = null;
        string? unknown = null;
        foreach (var word in parts[0].ToLowerInvariant().Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var isWord = true;
            if (word == "up")
                isDown = false;
            else if (word is "down" or "fail" or "stopped")
                isDown = true;
            else if (WishOf(word) is { } said)
                wish = said;
            else if (WeightOf(word) is { } asked)
                weight = asked;
            else
                isWord = word.StartsWith("maxconn:", StringComparison.Ordinal);
            isKnown |= isWord;
            if (!isWord)
                unknown ??= Shown(word);
        }

        if (isDown && wish != AgentWish.Maintenance)
            wish = AgentWish.Down;
        return isKnown ? new AgentAnswer(wish, weight, Shown(text), parts.Length > 1 ? Shown(parts[1]) : "", unknown) : null;
    }

    /// <summary>Text of an agent for people: printable and short.</summary>
    public static string Shown(string text) => Printable.Of(text.Trim(), LongestShown);

    private static AgentWish? WishOf(string word) => word switch
    {
        "ready" => AgentWish.Ready,
        "drain" => AgentWish.Drain,
        "maint" => AgentWish.Maintenance,
        _ => null,
    };

    /// <summary>"45%", "weight:45%" or "weight:3"; more than 100 % is 100 %: a share never exceeds the configured weight.</summary>
    private static WeightAnswer? WeightOf(string word)
    {
        const string name = "weight:";
        var isNamed = word.StartsWith(name, StringComparison.Ordinal);
        var number = isNamed ? word[name.Length..] : word;
        var isPercent = number.EndsWith('%');
        if (!isPercent && !isNamed)
            return null;
        if (!int.TryParse(isPercent ? number[..^1] : number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        return new WeightAnswer(isPercent ? Math.Min(value, All) : value, isPercent);
    }
}
