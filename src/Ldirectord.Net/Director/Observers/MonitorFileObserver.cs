using Ldirectord.Alerts;
using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>monitorfile: one line for each result of a probe that this machine could make. A server in maintenance is down there.</summary>
internal sealed class MonitorFileObserver(MonitorFiles files) : IDirectorObserver
{
    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Result?.Result is not { } result || result.Status == CheckStatus.NotTried || transition.Server.Server.MonitorId is not { } id)
            return;
        var isReady = transition.After.Admin == AdminState.Ready;
        files.Write(transition.Server.Service.MonitorFile!, id, result.IsUp && isReady, isReady ? result.Detail : "Server in maintenance");
    }
}
