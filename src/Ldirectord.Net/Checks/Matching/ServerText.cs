
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>Text of a server for a result's sentence: printable, short, in one line. Bytes are Latin-1, one character each.</summary>
internal static class ServerText
{
    private const int LongestLine = 120;
    private const int LongestQuote = 40;

    /// <summary>A line of an answer: 535 5.7.8 authentication failed.</summary>
    public static string Line(ReadOnlySpan<char> bytes) => Printable.OfBytes(bytes, LongestLine);

    /// <summary>A line that a library has decoded.</summary>
    public static string Text(string text) => Printable.Of(text, LongestLine);

    /// <summary>The beginning of an unexpected answer, in quotes.</summary>
    public static string Quoted(ReadOnlySpan<char> bytes, int longest = LongestQuote)
    {
        var shown = Printable.OfBytes(bytes, longest);
        return shown.EndsWith('…') ? $"\"{shown[..^1]}\"…" : $"\"{shown}\"";
    }
}
