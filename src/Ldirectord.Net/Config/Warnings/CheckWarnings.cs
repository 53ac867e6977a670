

using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Warnings for checks that can be read and can never succeed, or that prove less than they seem to.</summary>
internal static class CheckWarnings
{
    public static void Give(BoundSection section, DiagnosticList report)
    {
        var settings = section.Settings.Check;
        var service = CheckBinder.ServiceOf(section.Id, section.Settings);
        if (section.RealServers.IsEmpty)
            return;
        bool negotiates = settings.CheckType.Kind is CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate;
        if (negotiates)
        {
            bool isOdbc = service.Name == "odbc";
            if (service.IsSql && ((isOdbc ? settings.Database : settings.Login) is null || section.RealServers.Any(server => (server.Request ?? settings.RequestFile ?? settings.Request) is null)))
                Warn($"service = {service.Name} needs {(isOdbc ? "database (a connection string)" : "login")} and request (a SELECT): without them no server is ever up");
            if (isOdbc && settings.Database?.Contains("{host}", StringComparison.Ordinal) == false)
                Warn("the database of service = odbc has no {host}: every real server is asked in the same way, whichever it is");
            if (service.Name == "http_proxy" && section.RealServers.Any(server => (server.Request ?? settings.RequestFile ?? settings.Request)?.Contains("://", StringComparison.Ordinal) != true))
                Warn("service = http_proxy needs a request with a whole URL: without it no server is ever up");
            if (service.Name == "radius" && settings.Secret is null)
                Warn("service = radius needs secret: without it no server is ever up");
            if (settings.Login is not null && settings.Password is null && service.Name is not ("ftp" or "sip"))
                Warn(service.Name is "ldap" or "ldaps" ? "login without passwd: the servers are asked anonymously" : "login without passwd: the servers are asked with an empty password");
            if (service.Name == "ftp" && section.RealServers.Any(server => (server.Request ?? settings.RequestFile ?? settings.Request) is null && (server.Receive ?? settings.Receive) is not null))
                Warn("service = ftp needs a request where receive is set: without it there is no file that could match");
            if (TlsFirst(service.Name) is { } other
                && section.RealServers.Any(server => (settings.CheckPort ?? server.EndPoint.Port) == other.Port))
            {
                Warn(
                    $"service = {service.Name} at port {other.Port}: TLS begins with the first byte there, so no server is ever up; "
                    + $"expected service = {other.Name}");
            }
        }

        if (settings.CheckType.Kind == CheckKind.Negotiate && settings.Service is null && service == NegotiateServices.None)
        {
            string why = section.Id.EndPoint is { } endPoint
                ? $"which service answers at port {endPoint.Port} is not known"
                : "a firewall mark does not say which service answers";
            Warn($"{why}, so the real servers are never checked and always up: expected service = name, checktype = connect, or checktype = on if that is meant");
        }

        if (settings.CheckType.Kind is CheckKind.External or CheckKind.ExternalPerl)
            TellOfCommand(section, report);
        if (section.Settings.OnePacket && section.Id.Protocol == TransportProtocol.Udp
            && section.RealServers.FirstOrDefault(server => server.Destination.Method == ForwardingMethod.Masq)?.Line is { } masq)
        {
            report.Warning(masq.Number, masq.ValueColumn,
                "masq with ops = yes: what the real server answers never reaches the client: expected gate or ipip, or ops = no", section.Syntax.EndLine);
        }

        if (settings.CheckType.Kind is not (CheckKind.On or CheckKind.Off))
            UnusedDirectiveWarnings.Tell(section, negotiates ? service : null, Warn);

        bool usesPort = settings.CheckType.Kind is CheckKind.Connect or CheckKind.Combined or CheckKind.ConnectAndNegotiate
            || (settings.CheckType.Kind == CheckKind.Negotiate && service != NegotiateServices.None && (service.Name != "odbc" || settings.Database?.Contains("{port}", StringComparison.Ordinal) == true));
        if (usesPort && settings.CheckPort is null && service.Port == 0 && section.RealServers.FirstOrDefault(server => server.EndPoint.Port == 0) is { } portless)
            report.Warning(portless.Line.Number, portless.Line.ValueColumn, "the check of this real server has no port, so it is never up: expected host:port, or checkport", section.Syntax.EndLine);

        // What has TLS from the first byte has a port, and a name, of its own; starttls is for the other port.
        static NegotiateServices? TlsFirst(string plain) => plain switch
        {
            "smtp" or "submission" => NegotiateServices.Find("smtps"),
            "imap" => NegotiateServices.Find("imaps"),
            "pop" => NegotiateServices.Find("pops"),
            "ldap" => NegotiateServices.Find("ldaps"),
            _ => null,
        };

        void Warn(string message) => report.Warning(section.Syntax.Head.Number, section.Syntax.Head.ValueColumn, message, section.Syntax.EndLine);
    }

    private static void TellOfCommand(BoundSection section, DiagnosticList report)
    {
        var check = section.Settings.Check;
        bool perl = check.CheckType.Kind == CheckKind.ExternalPerl;
        string path = Latin1.ToText(check.CheckCommand);
        if (check.CommandLine is not { } line)
        {
            string outcome = perl ? "no server is ever up" : "every server is always up";
            var head = section.Syntax.Head;
            string type = perl ? "external-perl" : "external";
            report.Warning(head.Number, head.ValueColumn,
                $"checktype = {type} without checkcommand runs {path}, so {outcome}: expected checkcommand = path", section.Syntax.EndLine);
        }
        else if (ProgramFile.Problem(path, isScript: perl) is { } reason)
        {
            bool hasArguments = path.Contains(' ', StringComparison.Ordinal) && ProgramFile.Problem(path.Split(' ')[0], perl) is null;
            string expected = hasArguments ? "the path of a program alone: arguments are not passed" : "the path of a program";
            report.Warning(line.Number, line.ValueColumn,
                $"cannot run checkcommand \"{DirectiveReader.ShortenPath(path)}\": {reason}, so no server is ever up: expected {expected}", section.Syntax.EndLine);
        }
    }
}
