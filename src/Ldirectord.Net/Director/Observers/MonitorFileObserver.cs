using Ldirectord.Alerts;
using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>monitorfile: one line for each result of a probe that this machine could make. A server in maintenance is down there.</summary>
internal sealed class MonitorFileObserver(MonitorFiles files) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        var monitorId = transition.Server.Server.MonitorId;
        if (transition.Result?.Result is not { Status: not CheckStatus.NotTried } result || monitorId is null)
            return;
        var isReady = !transition.After.IsInMaintenance;
        var message = isReady ? result.Detail : "Server in maintenance";
        files.Write(transition.Server.Service.MonitorFile!, monitorId, result.IsUp && isReady, message);
    }
}
