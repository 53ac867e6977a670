using Ldirectord.Alerts;
using Ldirectord.Config;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>Says and writes when a virtual service becomes lost (minservers), or whole again.</summary>
internal sealed class QuorumKeeper(DirectorState state, TableKeeper table, MailAlertRules mail, ILogger log)
{
    /// <summary>To be called when the state of a server of the service has changed, or its configuration.</summary>
    public void Update(VirtualService service)
    {
        var tracked = state.Servers.Of(service);
        if (!tracked.UpdateQuorum())
            return;
        state.ForgetCounts();
        table.MarkAll(tracked);
        var (id, quorum) = (service.Id, tracked.QuorumWords);
        if (tracked.IsLost)
            DirectorLogMessages.ServiceLost(log, $"{id}", quorum);
        else
            DirectorLogMessages.ServiceWhole(log, $"{id}", quorum);
        var what = tracked.IsLost ? "Lost virtual server" : "Virtual server is whole again";
        mail.QuorumChanged(id, $"{what}: {id}: {quorum}", state.Phase);
    }
}
