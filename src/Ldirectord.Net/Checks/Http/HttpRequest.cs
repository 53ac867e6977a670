using System.Globalization;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>One request of a check (RFC 9112 section 3): what is asked, of whom, and as which host.</summary>
/// <param name="Url">What is asked for; the base of a relative redirect.</param>
/// <param name="Target">The request-target as sent: path and query, or through a proxy the absolute URL.</param>
/// <param name="Host">Host header, unless httpheader has one.</param>
/// <param name="IsSameHost">It goes to the host that the check is about. No other gets the fields of the file, which may hold credentials.</param>
internal sealed record HttpRequest(HttpSettings Http, Uri Url, string Target, string Host, bool IsSameHost = true)
{
    public bool Tls => Url.Scheme == Uri.UriSchemeHttps;

    private string Authorization => Url.UserInfo.Length == 0 ? "" : HttpSecrets.Basic(Url);

    /// <summary>The host of "host:port", without brackets; null if it is none.</summary>
    public static string? HostOf(string authority) => Uri.TryCreate($"http://{authority}", UriKind.Absolute, out var url) ? url.IdnHost : null;

    /// <summary>A URL that is written in bytes: text if they are UTF-8; otherwise each byte that is not ASCII is escaped.</summary>
    public static string UrlOf(string bytes) => Latin1.IsUtf8(bytes) ? Latin1.ToText(bytes) : Escape(bytes);

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
        var own = IsSameHost ? Http : HttpSettings.Default;
        return Encoding.Latin1.GetBytes(
            $"{Http.Method} {Target} HTTP/{Http.Version}\r\n{Unless("Host", Host)}{Unless("User-Agent", "ldirectord")}{Unless("Authorization", Authorization)}{own.Fields}Connection: close\r\n\r\n");

        string Unless(string name, string value) => value.Length == 0 || own.Field(name) is not null ? "" : $"{name}: {value}\r\n";
    }

    /// <summary>How its server is met: verified, if at all, for the check's server name if it is the check's server, and for the URL's host if it is another.</summary>
    public TlsSettings TlsBy(TlsSettings own) => Tls
        ? own with { Start = TlsStart.AtOnce, ServerName = IsSameHost && own.ServerName.Length > 0 ? own.ServerName : Url.IdnHost }
        : TlsSettings.None;

    /// <summary>What a server said, without the credentials of its URL: they may be of a redirect, so that the check does not know them.</summary>
    public string WithoutSecrets(string text) => Url.UserInfo.Length == 0 ? text : Secrets.Hide(text, [.. HttpSecrets.Of(Authorization)]);

    /// <summary>Without user name, password and query.</summary>
    public override string ToString() => $"{Http} {Url.Scheme}://{Url.Authority}{Url.AbsolutePath}";
}
