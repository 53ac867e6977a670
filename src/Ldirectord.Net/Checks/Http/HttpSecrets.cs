using System.Text;

namespace Ldirectord.Checks;

/// <summary>The secrets in the value of a header field.</summary>
internal static class HttpSecrets
{
    // Hiding shorter ones would make sentences unreadable.
    private const int Shortest = 4;

    /// <summary>The Authorization value for a URL's user name and password.</summary>
    public static string Basic(Uri url) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))}";

    /// <summary>
    /// The value, its credentials (RFC 9110 section 11.4), and for Basic (RFC 7617) the user name with the password, and the password.
    /// </summary>
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
