using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>
/// Puts transitions into effect: the server remembers each, the observers are called in their fixed order, and a change of state marks the
/// table.
/// </summary>
internal sealed class HealthUpdater(
    DirectorState state,
    TableKeeper table,
    WeightKeeper weights,
    QuorumKeeper quorum,
    ProbeScheduler probes,
    ConnectionWatches watches,
    ImmutableArray<IDirectorObserver> observers,
    TimeProvider time)
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
            var order = state.Maintenance.OrderOf(server.Server.EndPoint, server.ServiceName);
            if (HealthTracker.OnAdmin(server, order, time.GetUtcNow()) is not { } transition)
                continue;
            Publish(transition);
            if (transition.EndsMaintenance)
                probes.Restart(server.Probe);
        }

        watches.Update();
    }

    private void OnResult(ProbeKey probe, ProbeResult result, DateTimeOffset now)
    {
        state.FirstRound.Remove(probe);
        state.Checks.Add(probe.Check.Kind, result);
        var servers = state.Servers.Of(probe);
        if (probe.Check is AgentQuestion)
        {
            foreach (var server in servers)
                OnAnswer(AgentTracker.OnAnswer(server, result, now));
            return;
        }

        TrackedServer? suspect = null;
        foreach (var server in servers)
        {
            if (AddressSuspicion.Follows(server.View, result.Result.Status))
                suspect = server;
            Publish(HealthTracker.OnResult(server, result, now, IsServed(server)));
        }

        if (probe.FollowsHealth && !servers.IsEmpty)
            Pace(probe, servers);
        watches.OnResult(probe, result.Result.Status);
        if (suspect is not null)
            CheckOthersOf(suspect);
    }

    private void OnAnswer(in ServerTransition transition)
    {
        Publish(transition);
        if (transition.Before.IsInMaintenance == transition.After.IsInMaintenance)
            return;
        if (transition.EndsMaintenance)
            probes.Restart(transition.Server.Probe);
        watches.Update();
    }

    /// <summary>The most impatient server decides when the probe runs again.</summary>
    private void Pace(ProbeKey probe, ReadOnlySpan<TrackedServer> servers)
    {
        var pause = servers[0].Pause;
        foreach (var server in servers[1..])
            pause = pause.With(server.Pause);
        probes.Follow(probe, pause);
    }

    /// <summary>A host that died takes all its services along in one round trip.</summary>
    private void CheckOthersOf(TrackedServer suspect)
    {
        foreach (var other in state.Servers.At(suspect.Server.EndPoint.Address))
        {
            if (other.View.IsUp && other.Probe != suspect.Probe)
                probes.Suspect(other.Probe);
        }
    }

    // Of a server that is up, or of a count of one, nobody asks.
    private bool IsServed(TrackedServer server) =>
        server.View.Health.IsUp || server.Service.Pace.SuccessCount == 1 || state.Servers.Of(server.Service).IsServed;

    private void Publish(in ServerTransition found)
    {
        var transition = weights.WithRamp(found);
        transition.Server.Apply(transition);
        foreach (var observer in observers)
            observer.OnTransition(transition);
        if (transition.ChangesState || transition.EndsKeeping)
        {
            state.ForgetCounts();
            table.Mark(transition.Server);
            quorum.Mark(transition.Server.Service);
        }

        weights.OnTransition(transition);
        if (transition.ChangesState && transition.Before.IsUp)
            HurryIfLast(transition.Server.Service);
    }

    /// <summary>
    /// The last server that served is gone: a server that has passed some of its checks needs only one more, which runs now.
    /// </summary>
    private void HurryIfLast(VirtualService service)
    {
        if (service.Pace.SuccessCount == 1 || state.Servers.Of(service) is not { IsServed: false } tracked)
            return;
        foreach (var server in tracked.Servers.Where(server => server.View is { Admin: AdminState.Ready, Health.Passes: > 0 }))
            probes.CheckNow(server.Probe);
    }
}
