using System.Globalization;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>One request of a check (RFC 9112 section 3): what is asked, of whom, and as which host.</summary>
/// <param name="Url">What is asked for; the base of a relative redirect.</param>
/// <param name="Target">The request-target as sent: path and query, or through a proxy the absolute URL.</param>
/// <param name="Host">Host header.</param>
internal sealed record HttpRequest(string Method, Uri Url, string Target, string Host)
{
    public bool Tls => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>The name that TLS asks for: the host's, without a port.</summary>
    public string ServerName => Uri.TryCreate($"https://{Host}", UriKind.Absolute, out var host) ? host.IdnHost : Url.IdnHost;

    /// <summary>A blank, a quote, a control character or a byte above 0x7E is sent as %XX, as the original does; what is escaped already stays.</summary>
    public static string Escape(string target)
    {
        var escaped = new StringBuilder(target.Length);
        foreach (var character in target)
        {
            if (character is <= ' ' or > '~' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}')
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)character & 0xFF:X2}");
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }

    public byte[] ToBytes()
    {
        var credentials = Url.UserInfo.Length == 0
            ? ""
            : $"Authorization: Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes(Uri.UnescapeDataString(Url.UserInfo)))}\r\n";
        return Encoding.Latin1.GetBytes($"{Method} {Target} HTTP/1.1\r\nHost: {Host}\r\nUser-Agent: ldirectord\r\n{credentials}Connection: close\r\n\r\n");
    }
}
