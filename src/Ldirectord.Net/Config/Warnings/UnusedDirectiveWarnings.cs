using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Warnings of our own directives that the section's check does not use, because somebody who set one expects its effect. The original's
/// directives, which files have had without effect for decades, are warned of only if they keep every server down.
/// </summary>
internal static class UnusedDirectiveWarnings
{
    public static void Give(BoundSection section, DiagnosticList diagnostics)
    {
        var (check, http, tls) = (section.Directives.Check, section.Directives.Http, section.Directives.Tls);
        string name = section.Negotiates ? section.Service.Name : "";
        string where = section.Negotiates ? $"with service = {name}" : "without a negotiate check";
        bool hasContent = section.Negotiates && section.Service.HasContent;
        bool isHttp = name is "http" or "https" or "http_proxy";
        if (tls.StartTls == true && !CanStartTls(name))
            Warn($"starttls has no effect {where}{(IsTls(name) ? ": TLS begins with the first byte" : "")}");
        if (http.HasOurs && !isHttp)
            Warn($"httpheader, httpstatus, httpversion, redirects and receivedigest have no effect {where}");
        if (check.ReceiveNot is not null && !hasContent)
            Warn($"receivenot has no effect {where}");
        if (check.Helo is not null && name is not ("smtp" or "smtps" or "submission"))
            Warn($"helo has no effect {where}");
        if (check.Also.Count > 0 && !hasContent)
            Warn($"also has no effect {where}");
        bool isPlainConnect = check.CheckType.Kind is CheckKind.Connect or CheckKind.Combined or CheckKind.ConnectAndNegotiate;
        // tcp is what makes a negotiate check fit an sctp service.
        bool hasNoEffect = check.OverUdp == false ? section.Id.Protocol != TransportProtocol.Sctp
            : check.OverUdp is not null || check.SctpLine is not null;
        if (hasNoEffect && !isPlainConnect && name is not ("dns" or "sip"))
            Warn($"checkprotocol has no effect {where}");
        if (check.CheckType.Kind is CheckKind.External or CheckKind.ExternalPerl
            && (section.CheckAddress is not null || section.RealServers.Any(server => server.CheckedAt is not null)))
            Warn("checkaddress and check= have no effect with an external check, whose program gets the real server's address");
        if (check.RequestFile is not null && !hasContent)
            Warn($"requestfile has no effect {where}");
        else if (check.RequestFile is not null && section.RealServers.All(server => (server.Override?.Path ?? server.Request) is not null))
            Warn("requestfile has no effect if each real server has a request of its own");
        if (section.Directives.Programs is var programs && programs.ExitCodes is not null && !section.RunsProgram)
            Warn("exitcodes has no effect without checktype = external or external-perl");
        if ((programs.Arguments is not null || programs.UserLine is not null) && !section.RunsProgram)
            Warn($"checkarguments and checkuser have no effect {where}, which runs no program");
        WarnOfTls(section, name, where, Warn);
        if (http is { Settings: { Method: "HEAD", Digest.Length: > 0 } } && isHttp)
            Warn("receivedigest with httpmethod = HEAD is the digest of an empty text: a response to HEAD has no body");
        if (http is { Settings.Method: "HEAD" } && isHttp && section.RealServers.Any(server => section.ReceiveOf(server) is not null))
            Warn("receive with httpmethod = HEAD is matched against an empty text: a response to HEAD has no body");

        void Warn(string message) => diagnostics.Warning(section.Section.Head.Number, section.Section.Head.ValueColumn, message);
    }

    private static void WarnOfTls(BoundSection section, string name, string where, Action<string> warn)
    {
        var tls = section.Directives.Tls;
        string set = string.Join(" and ", SetDirectives(tls));
        if (set.Length == 0)
            return;

        // http and http_proxy may be redirected to an https server; mysql and pgsql with tlsverify demand TLS.
        bool hasTls = IsTls(name) || name is "http" or "http_proxy" || (name is "mysql" or "pgsql" && tls.Verify)
            || (CanStartTls(name) && tls.StartTls == true);
        if (!hasTls && CanStartTls(name))
            warn($"{set} without {(name is "mysql" or "pgsql" ? "tlsverify" : "starttls")} = yes: no certificate is verified");
        else if (!hasTls)
            warn($"{set} has no effect {where}");
        else if (tls.HasCaFile && !tls.Verify)
            warn("tlscafile has no effect without tlsverify = yes: no certificate is verified");
        if (name == "mysql" && tls.Verify && (tls.ServerName ?? section.Directives.Http.VirtualHost) is { } other
            && section.RealServers.Any(server => !IsAddressOf(server, other)))
        {
            warn("service = mysql verifies certificates for the server's address only, "
                + $"not for {DirectiveReader.Shorten(other)}, so no server is ever up");
        }
    }

    private static bool IsAddressOf(BoundRealServer server, string name) =>
        IPAddress.TryParse(name, out var address) && address.Equals(server.Override?.Address ?? server.EndPoint.Address);

    private static IEnumerable<string> SetDirectives(TlsDirectives tls)
    {
        if (tls.Verify)
            yield return "tlsverify";
        if (tls.HasCaFile)
            yield return "tlscafile";
        if (tls.ServerName is not null)
            yield return "tlsservername";
    }

    private static bool IsTls(string service) => service is "https" or "imaps" or "pops" or "ldaps" or "smtps";

    private static bool CanStartTls(string service) =>
        service is "imap" or "pop" or "smtp" or "submission" or "ldap" or "mysql" or "pgsql";
}
