using System.Text;

namespace Ldirectord.Text;

/// <summary>
/// Bytes as a string, each character one byte: so the configuration and what servers say is read, sent and matched, whatever its encoding is. Where such a string
/// is shown, or names a file, its bytes are UTF-8; what runs a program wants bytes again.
/// </summary>
internal static class Latin1
{
    // Bytes that are not UTF-8 are an error here, not U+FFFD.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text that the bytes are in UTF-8; U+FFFD stands for what is not.</summary>
    public static string ToText(string bytes) => Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static string FromText(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the bytes are UTF-8 throughout.</summary>
    public static bool IsUtf8(string bytes)
    {
        try
        {
            return Ascii.IsValid(bytes) || s_strict.GetCharCount(Encoding.Latin1.GetBytes(bytes)) > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Characters as an editor counts them: the second and later bytes of one are none.</summary>
    public static int Characters(ReadOnlySpan<char> bytes)
    {
        var count = 0;
        foreach (var character in bytes)
            count += character is >= '\x80' and < '\xC0' ? 0 : 1;
        return count;
    }
}
