using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Alerts;

/// <summary>fallbackcommand: "start" when a service's last real server goes, "stop" when its first returns, once each, with or without a fallback server.</summary>
internal sealed class FallbackCommands(HookRunner commands)
{
    /// <summary>The commands that were told to start, by service.</summary>
    private readonly Dictionary<ServiceId, string> _started = [];

    /// <summary>Another configuration comes into force: what was started, and is no longer the command of its service, is told to stop.</summary>
    public void Keep(IEnumerable<VirtualService> services)
    {
        var kept = services.ToDictionary(service => service.Id, service => service.FallbackCommand);
        foreach (var (id, command) in _started.Where(started => kept.GetValueOrDefault(started.Key) != started.Value).ToList())
            Stop(id, command);
    }

    /// <summary>Called by the loop after every change of a service's health.</summary>
    public void Update(VirtualService service, bool anyUp)
    {
        if (service.FallbackCommand is not { } command || _started.ContainsKey(service.Id) == !anyUp)
            return;
        if (anyUp)
        {
            Stop(service.Id, command);
        }
        else
        {
            _started.Add(service.Id, command);
            Run(service.Id, command, "start");
        }
    }

    private void Stop(ServiceId id, string command)
    {
        _started.Remove(id);
        Run(id, command, "stop");
    }

    private void Run(ServiceId id, string command, string order) =>
        commands.Run($"fallbackcommand {id}", command, [order, id.ToString(), id.ProtocolName]);
}
