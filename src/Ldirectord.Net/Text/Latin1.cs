using System.Text;

namespace Ldirectord.Text;

/// <summary>
/// Bytes as a string, one character per byte. The configuration and servers' answers are read, sent and matched in this form, whatever
/// their encoding. When such a string is shown or names a file, its bytes are decoded as UTF-8; programs get the bytes again.
/// </summary>
internal static class Latin1
{
    // Throws on invalid bytes instead of U+FFFD.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes the bytes as UTF-8; invalid ones become U+FFFD.</summary>
    public static string ToText(string bytes) => Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static string FromText(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether all bytes are valid UTF-8.</summary>
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

    /// <summary>Number of UTF-8 characters, as an editor counts them.</summary>
    public static int Characters(ReadOnlySpan<char> bytes)
    {
        var count = 0;
        foreach (var character in bytes)
            count += character is >= '\x80' and < '\xC0' ? 0 : 1;
        return count;
    }
}
