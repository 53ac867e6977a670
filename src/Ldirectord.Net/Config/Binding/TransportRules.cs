namespace Ldirectord.Config;

/// <summary>
/// Refuses what the transport protocol does not have: a negotiate check over SCTP, a persistence engine for another protocol than udp.
/// </summary>
internal static class TransportRules
{
    private const string OtherChecks = "checktype = connect, ping, external, external-perl, on or off";

    /// <param name="protocol">"tcp", "udp", "sctp", or "fwm" for a firewall mark.</param>
    public static void Demand(SectionDirectives directives, string protocol, DiagnosticList diagnostics)
    {
        var check = directives.Check;
        // A program speaks what it likes.
        bool negotiates = check.Service is not { IsProgram: true }
            && check.CheckType.Kind is (CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate);
        if (check.SctpLine is { } sctp && negotiates)
            Error(sctp, $"checkprotocol = sctp with a negotiate check, which is over TCP or UDP: expected {OtherChecks}");
        else if (protocol == "sctp" && negotiates && check.OverUdp is null && directives.ProtocolLine is { } line)
            Error(line, $"no negotiate check (the default) goes over SCTP: expected {OtherChecks}, or checkprotocol = tcp and checkport");
        if (directives.PersistenceEngineLine is { } engine && (protocol != "udp" || directives.Persistence is null))
            Error(engine, "persistenceengine = sip reads the Call-ID of UDP datagrams: expected protocol = udp and persistent = seconds");

        void Error(Line at, string message) => diagnostics.Error(at.Number, at.ValueColumn, message);
    }
}
