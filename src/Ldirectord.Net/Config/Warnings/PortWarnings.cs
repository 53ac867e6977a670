using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// Warning of a port that clients never reach: only masq changes ports (ipvsadm(8)), while the check asks at the port of the line.
/// </summary>
internal static class PortWarnings
{
    public static void Give(BoundSection section, DiagnosticList diagnostics)
    {
        if (section.Id.EndPoint is not { Port: > 0 } service)
            return;
        foreach (var server in section.RealServers.DistinctBy(server => server.Line.Number))
        {
            if (server.Destination.Method == ForwardingMethod.Masq || server.EndPoint.Port == 0 || server.EndPoint.Port == service.Port)
                continue;
            var method = ForwardingMethodNames.Name(server.Destination.Method);
            diagnostics.Warning(
                server.Line.Number, server.Line.ValueColumn,
                $"{method} cannot change ports: clients reach port {service.Port} of the real server, and port {server.EndPoint.Port} is "
                + $"only checked: expected port {service.Port}, with checkport = {server.EndPoint.Port} if that is meant, or masq");
        }
    }
}
