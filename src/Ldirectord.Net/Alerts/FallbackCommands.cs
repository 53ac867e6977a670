using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Alerts;

/// <summary>fallbackcommand: "start" when a service's last real server goes, "stop" when its first returns, once each, with or without a fallback server.</summary>
internal sealed class FallbackCommands(CommandRunner commands)
{
    private readonly Dictionary<ServiceId, bool> _started = [];

    /// <summary>Called by the loop after every change of a service's health.</summary>
    public void Update(VirtualService service, bool anyUp)
    {
        if (service.FallbackCommand is not { } command)
            return;
        if (_started.GetValueOrDefault(service.Id) == !anyUp)
            return;
        _started[service.Id] = !anyUp;
        commands.Run($"fallbackcommand {service.Id}", command, [anyUp ? "stop" : "start", service.Id.ToString(), Protocol(service.Id)]);
    }

    private static string Protocol(ServiceId id) => id.Protocol switch
    {
        TransportProtocol.Tcp => "tcp",
        TransportProtocol.Udp => "udp",
        _ => "fwm",
    };
}
