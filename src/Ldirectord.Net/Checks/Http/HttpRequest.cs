using System.Buffers;
using System.Globalization;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>One request of a check (RFC 9112 section 3).</summary>
internal sealed class HttpRequest
{
    /// <summary>What <see cref="Escape"/> leaves as it is.</summary>
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1)
        .Select(code => (char)code).Except("\"<>\\^`{|}")]);

    private readonly Func<Uri> _makeUrl;
    private Uri? _url;

    /// <summary>The first request, to the checked server itself.</summary>
    /// <param name="url">
    /// Makes the URL, which has no user name and no password, when it is asked for: for an answer as it should be it is not needed.
    /// </param>
    /// <param name="target"><see cref="Target"/>.</param>
    /// <param name="host"><see cref="Host"/>.</param>
    public HttpRequest(HttpSettings http, string scheme, Func<Uri> url, string target, string host)
    {
        (Http, _makeUrl, Target, Host) = (http, url, target, host);
        Tls = scheme == Uri.UriSchemeHttps;
        (IsToCheckedServer, IsSameHost) = (true, true);
    }

    public HttpRequest(HttpSettings http, Uri url, string target, string host, bool isSameHost = true)
    {
        (Http, _url, _makeUrl, Target, Host, IsSameHost) = (http, url, () => url, target, host, isSameHost);
        Tls = url.Scheme == Uri.UriSchemeHttps;
    }

    public HttpSettings Http { get; }

    /// <summary>The requested URL; relative redirects are resolved against it.</summary>
    public Uri Url => _url ??= _makeUrl();

    /// <summary>The request-target as sent: path and query, or through a proxy the absolute URL.</summary>
    public string Target { get; }

    /// <summary>Host header, unless httpheader has one.</summary>
    public string Host { get; }

    /// <summary>Whether the checked server itself is asked: neither where it redirects to, nor anything through it as a proxy.</summary>
    public bool IsToCheckedServer { get; }

    /// <summary>
    /// Whether the request goes to the checked host. Other hosts do not get the fields of httpheader: they may hold credentials.
    /// </summary>
    public bool IsSameHost { get; }

    public bool Tls { get; }

    private bool HasUserInfo => !IsToCheckedServer && Url.UserInfo.Length > 0;

    private string Authorization => HasUserInfo ? HttpSecrets.Basic(Url) : "";

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
        if (!target.AsSpan().ContainsAnyExcept(s_plain))
            return target;
        var escaped = new StringBuilder(target.Length);
        foreach (var character in target)
        {
            if (s_plain.Contains(character))
                escaped.Append(character);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)character & 0xFF:X2}");
        }

        return escaped.ToString();
    }

    public byte[] ToBytes()
    {
        var own = IsSameHost ? Http : HttpSettings.Default;
        var agent = own.Field("User-Agent") is null ? "User-Agent: ldirectord\r\n" : "";
        return Encoding.Latin1.GetBytes(
            $"{Http.Method} {Target} HTTP/{Http.Version}\r\n{Unless("Host", Host)}{agent}{Unless("Authorization", Authorization)}"
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
    public string WithoutSecrets(string text) => HasUserInfo ? Secrets.Hide(text, [.. HttpSecrets.Of(Authorization)]) : text;

    /// <summary>Without user name, password and query.</summary>
    public override string ToString() => $"{Http} {Url.Scheme}://{Url.Authority}{Url.AbsolutePath}";
}
