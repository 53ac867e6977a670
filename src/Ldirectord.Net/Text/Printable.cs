using System.Globalization;
using System.Text;

namespace Ldirectord.Text;

/// <summary>
/// Makes text of files, servers, clients and names safe to show: one line without terminal control characters. Each byte that is not part
/// of a visible UTF-8 character becomes \xNN.
/// </summary>
internal static class Printable
{
    /// <summary>The printable form of a text; after <paramref name="most"/> characters it is cut off by "…".</summary>
    public static string Of(string text, int most = int.MaxValue)
    {
        if (text.Length <= most && IsPlain(text))
            return text;
        var shown = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == most)
                return shown.Append('…').ToString();
            Append(shown, rune, bytes[..rune.EncodeToUtf8(bytes)]);
        }

        return shown.ToString();
    }

    /// <summary>The same for bytes (<see cref="Latin1"/>).</summary>
    public static string OfBytes(ReadOnlySpan<char> latin1, int most = int.MaxValue)
    {
        if (latin1.Length <= most && IsPlain(latin1))
            return latin1.ToString();
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(latin1.ToArray());
        var shown = new StringBuilder(bytes.Length);
        for (var count = 0; bytes.Length > 0; count++)
        {
            if (count == most)
                return shown.Append('…').ToString();
            var isRune = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            length = isRune ? length : 1;
            if (isRune)
                Append(shown, rune, bytes[..length]);
            else
                Append(shown, bytes[..length]);
            bytes = bytes[length..];
        }

        return shown.ToString();
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') < 0;

    private static void Append(StringBuilder shown, Rune rune, ReadOnlySpan<byte> bytes)
    {
        // Format characters can reverse or hide the text after them.
        if (Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            Append(shown, bytes);
            return;
        }

        shown.Append(rune.ToString());
    }

    private static void Append(StringBuilder shown, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            shown.Append(CultureInfo.InvariantCulture, $"\\x{one:X2}");
    }
}
