using System.Text;

namespace Ldirectord.Checks;

/// <summary>The value of a header field that may be a secret, in every form in which a server might say it back.</summary>
internal static class HttpSecrets
{
    // Shorter ones would blot out half of any sentence.
    private const int Shortest = 4;

    /// <summary>The field value that logs in with a URL's user name and password.</summary>
    public static string Basic(Uri url) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))}";

    /// <summary>The value, the credentials in it (RFC 9110 section 11.4), and of Basic ones (RFC 7617) the user name with the password, and the password.</summary>
    public static IEnumerable<string> Of(string value)
    {
        var credentials = value[(value.LastIndexOf(' ') + 1)..];
        string[] all = value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Decoded(credentials) is { } plain
            ? [value, Unpadded(credentials), plain, plain[(plain.IndexOf(':', StringComparison.Ordinal) + 1)..]]
            : [value, Unpadded(credentials)];
        return all.Where(secret => secret.Length >= Shortest);
    }

    private static string Unpadded(string base64) => base64.TrimEnd('=');

    private static string? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.Latin1.GetString(bytes, 0, length) : null;
    }
}
