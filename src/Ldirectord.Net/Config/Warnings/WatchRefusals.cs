using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Errors of watch = connection where no connection can be held, or where holding one harms.</summary>
internal static class WatchRefusals
{
    public static void Check(BoundSection section, DiagnosticList diagnostics)
    {
        if (section.Directives.Watch is { Mode: WatchMode.Connection, Line: { } line } && Reason(section) is { } reason)
            diagnostics.Error(line.Number, line.ValueColumn, $"watch = connection {reason}: expected watch = no");
    }

    /// <summary>Null if a connection can be held to where the check goes.</summary>
    private static string? Reason(BoundSection section)
    {
        var (type, service) = (section.Directives.Check.CheckType.Kind, section.Service.Name);
        if (section.Id.Protocol == TransportProtocol.Udp)
            return "in a udp service: a connection is TCP";
        if (section.Id.Protocol == TransportProtocol.Sctp || section.Directives.Check.SctpLine is not null)
            return "with a check over SCTP: a connection is TCP";
        if (section.Directives.Check.OverUdp == true)
            return "with checkprotocol = udp: a connection is TCP";
        if (service == "mysql" && type is not (CheckKind.On or CheckKind.Off))
            return "with service = mysql: the server counts idle connections as errors, and blocks this host (max_connect_errors)";
        if (section.Negotiates && (service is "radius" or "simpleudp" || (service == "dns" && section.Id.IsFirewallMark)))
            return $"with service = {service}, whose check goes over UDP: a connection is TCP";
        return type switch
        {
            CheckKind.On or CheckKind.Off => "without a check: no check could run when the connection ends",
            CheckKind.Ping => "with checktype = ping: it has no port",
            _ when section.RunsProgram && section.RealServers.Any(server => server.EndPoint.Port == 0) =>
                "with a real server without a port",
            CheckKind.Negotiate when section.Service == NegotiateServices.None =>
                "without a check: no check could run when the connection ends",
            _ => null,
        };
    }
}
