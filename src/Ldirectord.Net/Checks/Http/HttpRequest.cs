using System.Globalization;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>One request of a check (RFC 9112 section 3).</summary>
/// <param name="Url">The requested URL; relative redirects are resolved against it.</param>
/// <param name="Target">The request-target as sent: path and query, or through a proxy the absolute URL.</param>
/// <param name="Host">Host header, unless httpheader has one.</param>
/// <param name="IsSameHost">
/// Whether the request goes to the checked host. Other hosts do not get the fields of httpheader: they may hold credentials.
/// </param>
internal sealed record HttpRequest(HttpSettings Http, Uri Url, string Target, string Host, bool IsSameHost = true)
{
    public bool Tls => Url.Scheme == Uri.UriSchemeHttps;

    private string Authorization => Url.UserInfo.Length == 0 ? "" : HttpSecrets.Basic(Url);

    /// <summary>The host of "host:port", without brackets; null if that is malformed.</summary>
    public static string? HostOf(string authority) =>
        Uri.TryCreate($"http://{authority}", UriKind.Absolute, out var url) ? url.IdnHost : null;

    /// <summary>A URL from bytes: decoded if they are UTF-8; otherwise each byte that is not ASCII is escaped.</summary>
    public static string UrlOf(string bytes) => Latin1.IsUtf8(bytes) ? Latin1.ToText(bytes) : Escape(bytes);

    /// <summary>
    /// Escapes blanks, quotes, control characters and bytes above 0x7E as %XX, as the original does; existing escapes stay.
    /// </summary>
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
        var own = IsSameHost ? Http : HttpSettings.Default;
        return Encoding.Latin1.GetBytes(
            $"{Http.Method} {Target} HTTP/{Http.Version}\r\n"
            + Unless("Host", Host) + Unless("User-Agent", "ldirectord") + Unless("Authorization", Authorization)
            + $"{own.Fields}Connection: close\r\n\r\n");

        string Unless(string name, string value) => value.Length == 0 || own.Field(name) is not null ? "" : $"{name}: {value}\r\n";
    }

    /// <summary>
    /// The TLS settings for this request: the check's server name is for the checked server; another host's certificate is verified for the
    /// URL's host.
    /// </summary>
    public TlsSettings TlsBy(TlsSettings own) => Tls
        ? own with { Start = TlsStart.AtOnce, ServerName = IsSameHost && own.ServerName.Length > 0 ? own.ServerName : Url.IdnHost }
        : TlsSettings.None;

    /// <summary>
    /// Hides the URL's credentials in a server's text. Those of a redirect are known here only: they are not among the check's secrets.
    /// </summary>
    public string WithoutSecrets(string text) => Url.UserInfo.Length == 0 ? text : Secrets.Hide(text, [.. HttpSecrets.Of(Authorization)]);

    /// <summary>Without user name, password and query.</summary>
    public override string ToString() => $"{Http} {Url.Scheme}://{Url.Authority}{Url.AbsolutePath}";
}
