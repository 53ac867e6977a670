using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Says and writes when a virtual service becomes lost (minservers), or whole again, and which failed servers stay in it (keepservers).
/// </summary>
internal sealed class QuorumKeeper(DirectorState state, TableKeeper table, MailAlertRules mail, ILogger log, TimeProvider time)
{
    private readonly HashSet<ServiceId> _due = [];

    /// <summary>To be called when the state of a server of the service has changed, or its configuration.</summary>
    public void Mark(VirtualService service) => _due.Add(service.Id);

    /// <summary>
    /// Judges the services that were marked. To be called before each write of the table: once for all servers that died together.
    /// </summary>
    public void Judge()
    {
        foreach (var id in _due)
        {
            // Not if a reload has removed it meanwhile.
            if (state.Services.TryGetValue(id, out var service))
                Judge(state.Servers.Of(service));
        }

        _due.Clear();
    }

    private void Judge(TrackedService tracked)
    {
        if (tracked.UpdateQuorum())
            OnQuorum(tracked);
        UpdateKept(tracked);
    }

    private void OnQuorum(TrackedService tracked)
    {
        state.ForgetCounts();
        table.MarkAll(tracked);
        var (id, quorum) = (tracked.Service.Id, tracked.QuorumWords);
        if (tracked.IsLost)
            DirectorLogMessages.ServiceLost(log, $"{id}", quorum);
        else
            DirectorLogMessages.ServiceWhole(log, $"{id}", quorum);
        var what = tracked.IsLost ? "Lost virtual server" : "Virtual server is whole again";
        mail.Said(id, $"{what}: {id}: {quorum}", state.Phase);
        Note(tracked, tracked.IsLost ? EventKind.Lost : EventKind.Whole, null, quorum);
    }

    private void UpdateKept(TrackedService tracked)
    {
        var (begun, ended) = tracked.UpdateKept();
        var id = tracked.Service.Id;
        foreach (var server in begun)
        {
            table.Mark(server);
            DirectorLogMessages.ServerKept(log, server.Name, $"{id}", tracked.KeptWords!);
            Note(tracked, EventKind.Kept, server, $"kept {tracked.KeptWords}");
            mail.Said(id, $"Kept failed real server: {server.Name} ({id}): kept {tracked.KeptWords}", state.Phase);
        }

        foreach (var server in ended)
            table.Mark(server);
        // Of a lost service was said who serves.
        if (ended.IsEmpty || tracked.KeptWords is not null || tracked.IsLost)
            return;
        DirectorLogMessages.NoServerKept(log, $"{id}");
        Note(tracked, EventKind.NotKept, null, "no failed real server is kept any more");
        mail.Said(id, $"No failed real server is kept any more: {id}", state.Phase);
    }

    private void Note(TrackedService tracked, EventKind kind, TrackedServer? server, string message)
    {
        var added = state.Events.Add(time.GetUtcNow(), kind, tracked.Service.CheckId, server?.Name, message);
        server?.Note(added);
    }
}
