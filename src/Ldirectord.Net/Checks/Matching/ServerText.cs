
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>What a server said, as it may stand in a reason: printable, short, in one line. Its bytes are Latin-1, one character each.</summary>
internal static class ServerText
{
    private const int LongestLine = 120;
    private const int LongestQuote = 40;

    /// <summary>A line of an answer: 535 5.7.8 authentication failed.</summary>
    public static string Line(ReadOnlySpan<char> bytes) => Printable.OfBytes(bytes, LongestLine);

    /// <summary>A line that a library has made text of.</summary>
    public static string Text(string text) => Printable.Of(text, LongestLine);

    /// <summary>The beginning of something that was not expected, in quotes.</summary>
    public static string Quoted(ReadOnlySpan<char> bytes, int longest = LongestQuote)
    {
        var shown = Printable.OfBytes(bytes, longest);
        return shown.EndsWith('…') ? $"\"{shown[..^1]}\"…" : $"\"{shown}\"";
    }
}
