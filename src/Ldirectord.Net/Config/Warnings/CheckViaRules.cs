using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Where checkvia, checkvip, checksource, checkdevice and checkmark cannot work: an error where the check would prove something else than
/// it seems to, a warning where a directive has no effect.
/// </summary>
internal static class CheckViaRules
{
    /// <param name="shared">The file's directives.</param>
    public static void Check(BoundSection section, CheckWayDirectives shared, MarkRange marks, DiagnosticList diagnostics)
    {
        var way = section.Directives.Way;
        if (section.Id is { IsFirewallMark: true, FirewallMark: var mark } && marks.Contains(mark))
        {
            Error(section.Section.Head, $"the firewall mark {mark} is one of checkmarks ({marks}), which are for checks alone: "
                + "expected another mark, or checkmarks = first-last");
        }

        if (way.Via is { } via)
            CheckVia(section, shared, via);
        else if (way.VirtualAddress is not null)
            Warn(section.Section.Head, "checkvip has no effect without checkvia = virtual");
        if (way.Last is { } own && WithoutSocket(section) is { } reason)
            Warn(own, $"{own.Name} has no effect with {reason}");

        void CheckVia(BoundSection section, CheckWayDirectives shared, Line via)
        {
            if (WithoutConnection(section) is { } what)
                Error(via, $"checkvia = virtual with {what}: expected a check over TCP or UDP whose connection ldirectord opens itself");
            else if ((way.Mark ?? shared.Mark) is not null)
                Error(via, "checkvia = virtual with checkmark: checks through the virtual address have marks of their own (checkmarks)");
            else if (section.Id.IsFirewallMark && way.VirtualAddress is null)
                Error(via, "checkvia = virtual in a virtual service that is a firewall mark: expected checkvip = address");
            else if (!section.Id.IsFirewallMark && way.VirtualAddress is not null)
                Error(via, "checkvip in a virtual service that has an address: expected it for a firewall mark alone");
            else if (section.CheckAddress is not null || section.RealServers.Any(server => server.CheckedAt is not null))
                Error(via, "checkvia = virtual with checkaddress or check=: the virtual address is what is checked");
            else if (section.RealServers.All(server => server.Destination.Method == ForwardingMethod.Masq))
                Warn(via, "checkvia = virtual has no effect: no real server is gate or ipip");
            else if (section.Directives.Check.CheckType.Kind is CheckKind.On or CheckKind.Off || section.Service.Name == "none")
                WarnIfUnchecked(section, via);
        }

        void WarnIfUnchecked(BoundSection section, Line via)
        {
            if (section.Directives.Check.CheckType.Kind is CheckKind.On or CheckKind.Off or CheckKind.Negotiate)
                Warn(via, "checkvia = virtual has no effect: the real servers are not checked");
        }

        void Error(Line line, string message) => diagnostics.Error(line.Number, line.ValueColumn, message);

        void Warn(Line line, string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);
    }

    /// <summary>Why the check has no socket that a directive could bind; null if it has.</summary>
    private static string? WithoutSocket(BoundSection section) =>
        section.Directives.Check.CheckType.Kind is CheckKind.On or CheckKind.Off ? "a check that asks nobody" : WithoutConnection(section);

    /// <summary>The part of the section with which ldirectord itself opens no connection to the server; null if it does.</summary>
    private static string? WithoutConnection(BoundSection section)
    {
        var isUdp = section.Directives.Check.OverUdp ?? section.Id.Protocol == TransportProtocol.Udp;
        if (section.Id.Protocol == TransportProtocol.Sctp || section.Directives.Check.SctpLine is not null)
            return "a check over SCTP";
        return section.Directives.Check.CheckType.Kind switch
        {
            CheckKind.External or CheckKind.ExternalPerl => "an external check, whose program opens the connection",
            CheckKind.Ping => "checktype = ping, whose echo is answered by any server at the address",
            CheckKind.Connect or CheckKind.Combined or CheckKind.ConnectAndNegotiate when isUdp =>
                "a connect check of a udp service, which is a ping",
            CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate when section.Service.IsProgram =>
                $"service = {section.Service.Name}, whose program opens the connection",
            CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate
                when section.Service.Name is "mysql" or "pgsql" or "oracle" or "odbc" =>
                $"service = {section.Service.Name}, whose library opens the connection",
            _ => null,
        };
    }
}
