using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Alerts;

/// <summary>
/// fallbackcommand: runs it with "start" when the last real server of a service goes down, and with "stop" when the first is up again, once
/// each. The service need not have a fallback server.
/// </summary>
internal sealed class FallbackCommands(HookRunner runner)
{
    /// <summary>Commands that ran with "start" and not yet with "stop", by service.</summary>
    private readonly Dictionary<ServiceId, string> _started = [];

    /// <summary>Applies a new configuration: a started command that is no longer the command of its service runs with "stop".</summary>
    public void Apply(IEnumerable<VirtualService> services)
    {
        var commands = services.ToDictionary(service => service.Id, service => service.FallbackCommand);
        foreach (var (id, command) in _started.Where(started => commands.GetValueOrDefault(started.Key) != started.Value).ToList())
            Stop(id, command);
    }

    /// <summary>Called after every change of health in a service.</summary>
    /// <param name="anyUp">Whether enough real servers of the service are up, or may be with their first result after a reload.</param>
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
        runner.Run($"fallbackcommand {id}", command, [order, id.ToString(), id.ProtocolName]);
}
