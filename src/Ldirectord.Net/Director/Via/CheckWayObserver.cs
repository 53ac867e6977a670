using Ldirectord.Checks;
using Ldirectord.Health;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Warns, once for each reason, that checks cannot go their way on this machine; again if the reason returns after it was gone.
/// </summary>
/// <param name="repair">Called for each such result.</param>
internal sealed class CheckWayObserver(ILogger log, Action repair) : IDirectorObserver
{
    /// <summary>The reason for each server that has one.</summary>
    private readonly Dictionary<ServerKey, string> _reasons = [];

    public void OnTransition(in ServerTransition transition)
    {
        if (transition.Result is not { Result: var result })
            return;
        var server = transition.Server.Key;
        if (result.Code != StatusCode.LocalUnfit)
        {
            _reasons.Remove(server);
            return;
        }

        if (_reasons.GetValueOrDefault(server) != result.Detail)
        {
            if (!_reasons.ContainsValue(result.Detail))
                DirectorLogMessages.CheckNotPossible(log, transition.Server.Name, transition.Server.ServiceName, result.Detail);
            _reasons[server] = result.Detail;
        }

        repair();
    }
}
