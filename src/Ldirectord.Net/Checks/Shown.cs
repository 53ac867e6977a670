namespace Ldirectord.Checks;

/// <summary>What a server said, as it may stand in a reason: printable, short, in one line.</summary>
internal static class Shown
{
    private const int LongestLine = 120;
    private const int LongestQuote = 40;

    /// <summary>A line of an answer: 535 5.7.8 authentication failed.</summary>
    public static string Line(ReadOnlySpan<char> text) => text.Length <= LongestLine ? Printable(text) : $"{Printable(text[..LongestLine])}…";

    /// <summary>The beginning of something that was not expected, in quotes.</summary>
    public static string Quoted(ReadOnlySpan<char> text) =>
        text.Length <= LongestQuote ? $"\"{Printable(text)}\"" : $"\"{Printable(text[..LongestQuote])}\"…";

    /// <summary>All but printable ASCII as "?".</summary>
    public static string Printable(ReadOnlySpan<char> text) =>
        string.Create(text.Length, text, static (shown, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                shown[i] = text[i] is < ' ' or > '~' ? '?' : text[i];
        });
}
