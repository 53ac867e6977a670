using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>
/// Puts transitions into effect: the server remembers each, the observers are called in their fixed order, and a change of state marks the
/// table.
/// </summary>
internal sealed class HealthUpdater(
    DirectorState state, TableKeeper table, ProbeScheduler probes, ImmutableArray<IDirectorObserver> observers, TimeProvider time)
{
    public void OnResults(IReadOnlyList<ProbeCompleted> completed)
    {
        var now = time.GetUtcNow();
        foreach (var (probe, result) in completed)
            OnResult(probe, result, now);
    }

    /// <summary>Applies the files that were last seen in maintenancedir.</summary>
    public void OnMaintenance(IEnumerable<TrackedServer> servers)
    {
        // With checktype=off a server is out for good: there is no check that it could return with.
        foreach (var server in servers.Where(server => !server.Service.IsOff))
        {
            if (HealthTracker.OnAdmin(server, WantedOf(server), time.GetUtcNow()) is not { } transition)
                continue;
            Publish(transition);
            if (transition.After.Admin == AdminState.Ready)
                probes.Restart(server.Probe);
        }
    }

    private void OnResult(ProbeKey probe, ProbeResult result, DateTimeOffset now)
    {
        state.FirstRound.Remove(probe);
        foreach (var server in state.Servers.Of(probe))
            Publish(HealthTracker.OnResult(server, result, now));
    }

    private void Publish(in ServerTransition transition)
    {
        transition.Server.Apply(transition);
        foreach (var observer in observers)
            observer.OnTransition(transition);
        if (!transition.ChangesState)
            return;
        state.ForgetCounts();
        table.Mark(transition.Server);
    }

    private AdminState WantedOf(TrackedServer server)
    {
        var (endPoint, maintenance) = (server.Server.EndPoint, state.Maintenance);
        var name = maintenance.Names.GetValueOrDefault(endPoint.Address);
        return MaintenanceFiles.IsInMaintenance(endPoint, name, maintenance.Files) ? AdminState.Maintenance : AdminState.Ready;
    }
}
