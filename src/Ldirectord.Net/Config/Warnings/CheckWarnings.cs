using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Warnings of checks that can never pass, or that prove less than they seem to.</summary>
internal static class CheckWarnings
{
    public static void Give(BoundSection section, DiagnosticList diagnostics)
    {
        if (section.RealServers.IsEmpty)
            return;
        var type = section.Directives.Check.CheckType.Kind;
        if (section.Negotiates)
            WarnOfDirectives(section, diagnostics);
        if (type == CheckKind.Negotiate && section.Directives.Check.Service is null && section.Service == NegotiateServices.None)
            WarnOfNoService(section, diagnostics);
        if (type is CheckKind.External or CheckKind.ExternalPerl)
            WarnOfCommand(section, diagnostics);
        if (section.Directives.OnePacket && section.Id.Protocol == TransportProtocol.Udp
            && section.RealServers.FirstOrDefault(server => server.Destination.Method == ForwardingMethod.Masq)?.Line is { } masq)
        {
            Warn(masq, diagnostics,
                "masq with ops = yes: the real server's answers never reach the client: expected gate or ipip, or ops = no");
        }

        if (type is not (CheckKind.On or CheckKind.Off))
            UnusedDirectiveWarnings.Give(section, diagnostics);
        if (UsesPort(section) && section.Directives.Check.CheckPort is null && section.Service.Port == 0
            && section.RealServers.FirstOrDefault(server => server is { EndPoint.Port: 0, CheckedAt: not { Port: not null } })?.Line
                is { } portless)
        {
            Warn(portless, diagnostics, "the check of this real server has no port, so it is never up: expected host:port, or checkport");
        }
    }

    private static void Warn(Line line, DiagnosticList diagnostics, string message) =>
        diagnostics.Warning(line.Number, line.ValueColumn, message);

    private static void WarnOfDirectives(BoundSection section, DiagnosticList diagnostics)
    {
        var (check, service) = (section.Directives.Check, section.Service);
        bool isOdbc = service.Name == "odbc";
        if (service.IsSql && ((isOdbc ? check.Database : check.Login) is null || Lacks(request => request is not null)))
        {
            string needed = isOdbc ? "database (a connection string)" : "login";
            Warn($"service = {service.Name} needs {needed} and request (a SELECT): without them no server is ever up");
        }

        if (isOdbc && check.Database?.Contains("{host}", StringComparison.Ordinal) == false)
            Warn("database has no {host}: every real server is checked against the same database");
        if (service.Name == "http_proxy" && Lacks(request => request?.Contains("://", StringComparison.Ordinal) == true))
            Warn("service = http_proxy needs a request with a whole URL: without it no server is ever up");
        if (service.Name == "radius" && check.Secret is null)
            Warn("service = radius needs secret: without it no server is ever up");
        if (check.Login is not null && check.Password is null && !service.IsProgram && service.Name is not ("ftp" or "sip"))
        {
            bool isLdap = service.Name is "ldap" or "ldaps";
            Warn($"login without passwd: the check {(isLdap ? "binds anonymously" : "sends an empty password")}");
        }

        if (service.Name == "ftp"
            && section.RealServers.Any(server => section.RequestOf(server) is null && section.ReceiveOf(server) is not null))
        {
            Warn("service = ftp with receive needs request: without it no file is read that could match");
        }

        if (TlsFirst(service.Name) is { } other
            && section.RealServers.Any(server => (check.CheckPort ?? server.EndPoint.Port) == other.Port))
        {
            Warn($"service = {service.Name} at port {other.Port}: TLS begins with the first byte there, so no server is ever up; "
                + $"expected service = {other.Name}");
        }

        bool Lacks(Func<string?, bool> isGood) => section.RealServers.Any(server => !isGood(section.RequestOf(server)));

        void Warn(string message) => CheckWarnings.Warn(section.Section.Head, diagnostics, message);
    }

    /// <summary>The service that has TLS from the first byte, at a port of its own; starttls is for the plain service's port.</summary>
    private static NegotiateService? TlsFirst(string plain) => plain switch
    {
        "smtp" or "submission" => NegotiateServices.Find("smtps"),
        "imap" => NegotiateServices.Find("imaps"),
        "pop" => NegotiateServices.Find("pops"),
        "ldap" => NegotiateServices.Find("ldaps"),
        _ => null,
    };

    private static void WarnOfNoService(BoundSection section, DiagnosticList diagnostics)
    {
        string what = section.Id.EndPoint is { } endPoint ? $"port {endPoint.Port}" : "a firewall mark";
        Warn(section.Section.Head, diagnostics, $"{what} has no default service, so the real servers are never checked and always up: "
            + "expected service = name, checktype = connect, or checktype = on if that is meant");
    }

    private static void WarnOfCommand(BoundSection section, DiagnosticList diagnostics)
    {
        var check = section.Directives.Check;
        bool perl = check.CheckType.Kind == CheckKind.ExternalPerl;
        string path = Latin1.ToText(check.CheckCommand);
        if (check.CommandLine is not { } line)
        {
            string outcome = perl ? "no server is ever up" : "every server is always up";
            string type = perl ? "external-perl" : "external";
            Warn(section.Section.Head, diagnostics,
                $"checktype = {type} without checkcommand runs {path}, so {outcome}: expected checkcommand = path");
        }
        else if (ProgramFile.Problem(path, isScript: perl) is { } reason)
        {
            bool hasArguments = path.Contains(' ', StringComparison.Ordinal) && ProgramFile.Problem(path.Split(' ')[0], perl) is null;
            string expected = hasArguments ? "the path of a program alone: arguments are not passed" : "the path of a program";
            Warn(line, diagnostics,
                $"cannot run checkcommand \"{DirectiveReader.ShortenPath(path)}\": {reason}, so no server is ever up: expected {expected}");
        }
    }

    private static bool UsesPort(BoundSection section)
    {
        var check = section.Directives.Check;
        return check.CheckType.Kind is CheckKind.Connect or CheckKind.Combined or CheckKind.ConnectAndNegotiate
            || (check.CheckType.Kind == CheckKind.Negotiate && section.Service != NegotiateServices.None && !section.Service.IsProgram
                && (section.Service.Name != "odbc" || check.Database?.Contains("{port}", StringComparison.Ordinal) == true));
    }
}
