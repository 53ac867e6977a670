using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>Everything a negotiate check may be set with, defaults filled in; each service takes what concerns it.</summary>
/// <param name="Target">The address and port to check.</param>
/// <param name="Request">As written, or empty; or what requestfile holds.</param>
/// <param name="FromFile">The request is of a requestfile: it is sent as it is.</param>
/// <param name="VirtualHost">virtualhost as written, or null.</param>
/// <param name="Address">The real server's own address in words, whatever the target; IPv6 in brackets.</param>
internal sealed record NegotiateSettings(
    IPEndPoint Target, TimeSpan Timeout, string Address, string Request, bool FromFile, ExpectedContent Expected, HttpSettings Http, string? VirtualHost,
    string Login, string Password, string Database, string Secret, bool Udp, TlsDirectives Tls)
{
    /// <summary>TLS from the first byte.</summary>
    public TlsSettings TlsAtOnce => Tls.Settings(TlsStart.AtOnce, ServerName);

    /// <summary>TLS by the protocol's command, if starttls asks for it.</summary>
    public TlsSettings TlsOnCommand => Tls.Settings(Tls.StartTls == true ? TlsStart.OnCommand : TlsStart.Never, ServerName);

    /// <summary>TLS by the protocol's command, if starttls asks for it or the certificate is to be verified.</summary>
    public TlsSettings TlsIfDemanded => Tls.Settings(Tls.StartTls == true || Tls.Verify ? TlsStart.OnCommand : TlsStart.Never, ServerName);

    /// <summary>The request as a text: without the end of the file's last line, if it is of a file.</summary>
    public string Text => FromFile ? Request.TrimEnd('\n', '\r') : Request;

    /// <summary>TLS of a server that is met on the way, by a redirect from http or behind a proxy.</summary>
    public TlsSettings TlsOfOthers => Tls.Settings(TlsStart.Never, "");

    private string ServerName => HttpRequest.HostOf(VirtualHost ?? Address) ?? HttpRequest.HostOf(Address) ?? "";
}
