using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>All settings of a negotiate check, defaults filled in; each service uses some of them.</summary>
/// <param name="Target">The address and port to check.</param>
/// <param name="Request">As written, or empty; or the content of requestfile.</param>
/// <param name="FromFile">The request is the content of requestfile, and is sent unchanged.</param>
/// <param name="VirtualHost">virtualhost as written, or null.</param>
/// <param name="Address">The checked address as text, unless a request names another host; IPv6 in brackets.</param>
internal sealed record NegotiateSettings(
    IPEndPoint Target, TimeSpan Timeout, string Address, string Request, bool FromFile, ExpectedContent Expected, HttpSettings Http,
    string? VirtualHost, string Login, string Password, string Database, string Secret, string Helo, bool Udp, TlsDirectives Tls)
{
    /// <summary>The check of a program, but for the program itself; null if the service is built in.</summary>
    public ExternalCheck? Program { get; init; }

    /// <summary>The settings of one more request of the same check.</summary>
    public NegotiateSettings Also(string request, string receive) => this with
    {
        Request = request,
        FromFile = false,
        Expected = new ExpectedContent(receive),
        Http = Http with { Digest = "" },
    };

    /// <summary>TLS from the first byte.</summary>
    public TlsSettings TlsAtOnce => Tls.Settings(TlsStart.AtOnce, ServerName);

    /// <summary>TLS by the protocol's command, if starttls is set.</summary>
    public TlsSettings TlsOnCommand => Tls.Settings(Tls.StartTls == true ? TlsStart.OnCommand : TlsStart.Never, ServerName);

    /// <summary>TLS by the protocol's command, if starttls or tlsverify is set.</summary>
    public TlsSettings TlsIfDemanded => Tls.Settings(Tls.StartTls == true || Tls.Verify ? TlsStart.OnCommand : TlsStart.Never, ServerName);

    /// <summary>The request as a text: of a file, without the last end of line.</summary>
    public string Text => FromFile ? Request.TrimEnd('\n', '\r') : Request;

    /// <summary>TLS of another server: the target of an http redirect, or a server behind a proxy.</summary>
    public TlsSettings TlsOfOthers => Tls.Settings(TlsStart.Never, "");

    private string ServerName => HttpRequest.HostOf(VirtualHost ?? Address) ?? HttpRequest.HostOf(Address) ?? "";
}
