using System.Net;

namespace Ldirectord.Config;

/// <summary>
/// Warnings for directives of ours that the section's check does not use: who wrote one believes that something is asked or verified which is not. Of the
/// original's own directives, which its files have had without effect for decades, nothing is said but what keeps every server down.
/// </summary>
internal static class UnusedDirectiveWarnings
{
    /// <param name="service">What is spoken with the real servers; null: nothing is, they are connected to, pinged, or looked at by a command.</param>
    public static void Tell(BoundSection section, NegotiateServices? service, Action<string> warn)
    {
        var (check, http, tls) = (section.Settings.Check, section.Settings.Http, section.Settings.Tls);
        string name = service?.Name ?? "";
        string where = service is null ? "without a negotiate check" : $"with service = {name}";
        bool isHttp = name is "http" or "https" or "http_proxy";
        if (tls.StartTls == true && !CanStartTls(name))
            warn($"starttls has no effect {where}{(IsTls(name) ? ": TLS begins with the first byte" : "")}");
        if (http.HasOurs && !isHttp)
            warn($"httpheader, httpstatus, httpversion and redirects have no effect {where}");
        if (check.ReceiveNot is not null && !HasContent(name))
            warn($"receivenot has no effect {where}");
        if (check.RequestFile is not null && (!HasContent(name) || section.RealServers.All(server => (server.Override?.Path ?? server.Request) is not null)))
            warn($"requestfile has no effect {(HasContent(name) ? "where each real server has a request of its own" : where)}");
        TellOfTls(section, name, where, warn);
        if (http is { Settings.Method: "HEAD" } && isHttp && section.RealServers.Any(server => (server.Receive ?? check.Receive) is not null))
            warn("receive with httpmethod = HEAD is matched against nothing: such an answer has no body");
    }

    private static void TellOfTls(BoundSection section, string name, string where, Action<string> warn)
    {
        var tls = section.Settings.Tls;
        string said = string.Join(" and ", Said(tls));
        if (said.Length == 0)
            return;

        // http and http_proxy may be led to an https server. What mysql and pgsql are to verify, they demand TLS for.
        if (!IsTls(name) && name is not ("http" or "http_proxy") && !(name is "mysql" or "pgsql" && tls.Verify) && !(CanStartTls(name) && tls.StartTls == true))
            warn(CanStartTls(name) ? $"{said} without {(name is "mysql" or "pgsql" ? "tlsverify" : "starttls")} = yes: no certificate is verified" : $"{said} has no effect {where}");
        else if (tls.HasCaFile && !tls.Verify)
            warn("tlscafile has no effect without tlsverify = yes: no certificate is verified");
        if (name == "mysql" && tls.Verify && (tls.ServerName ?? section.Settings.Http.VirtualHost) is { } other
            && section.RealServers.Any(server => !(IPAddress.TryParse(other, out var address) && address.Equals(server.Override?.Address ?? server.EndPoint.Address))))
            warn($"service = mysql can verify a certificate for a server's address alone, not for {DirectiveReader.Shorten(other)}: as it stands no server is ever up");
    }

    private static IEnumerable<string> Said(TlsDirectives tls)
    {
        if (tls.Verify)
            yield return "tlsverify";
        if (tls.HasCaFile)
            yield return "tlscafile";
        if (tls.ServerName is not null)
            yield return "tlsservername";
    }

    private static bool IsTls(string service) => service is "https" or "imaps" or "pops" or "ldaps" or "smtps";

    private static bool CanStartTls(string service) => service is "imap" or "pop" or "smtp" or "submission" or "ldap" or "mysql" or "pgsql";

    /// <summary>Services with a request and an answer that is looked into; of the others the protocol alone is the question.</summary>
    private static bool HasContent(string service) =>
        service is "http" or "https" or "http_proxy" or "simpletcp" or "simpleudp" or "dns" or "ftp" or "ldap" or "ldaps" or "mysql" or "pgsql" or "oracle" or "odbc";
}
