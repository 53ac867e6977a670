using Ldirectord.Alerts;
using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>
/// Makes a configuration active: servers it shares with the one before keep their health, and their probes go on undisturbed.
/// </summary>
internal sealed class ConfigActivation(
    DirectorState state,
    TableKeeper table,
    HealthUpdater health,
    WeightKeeper weights,
    QuorumKeeper quorum,
    ProbeScheduler probes,
    WatcherSet watchers,
    KernelSettingsKeeper kernelSettings,
    TimeoutsKeeper timeouts,
    MailAlertRules mail,
    FallbackCommands fallbackCommands,
    DriftMonitor drift,
    CheckMarks marks,
    TimeProvider time)
{
    /// <param name="inMaintenance">What is in its maintenance directory; null if it has none, or a disk hangs.</param>
    /// <exception cref="Ipvs.IpvsException">The table cannot be read; nothing has changed.</exception>
    public ConfigDelta Activate(DirectorConfig next, DaemonPhases phase, MaintenanceListing? inMaintenance)
    {
        var services = next.VirtualServices.ToDictionary(service => service.Id);
        var delta = ConfigDelta.Between(state.Services, services);
        var read = table.Read([.. delta.New.Select(service => service.Id)], services.Count);

        state.Phase = phase;
        kernelSettings.Apply(next);
        timeouts.Apply(next);
        foreach (var gone in state.Services.Keys.Except(services.Keys))
            table.MarkPurge(gone);
        state.Activate(next, services);
        mail.Apply(next);
        foreach (var server in state.Servers.Servers)
            server.ReleaseWeight();
        var change = state.Servers.Change(delta, read.Found, time.GetUtcNow());
        fallbackCommands.Apply(next.VirtualServices);
        // Services that did not change, too: a reload undoes what was done to the table by hand.
        foreach (var service in next.VirtualServices)
            table.Mark(service);

        // Maintenance before the write, so that no server in maintenance is put in; the write before the probes, whose results would only
        // delay it.
        ApplyMaintenance(next, inMaintenance, change);
        foreach (var service in delta.New)
            quorum.Update(service);
        table.Flush(read);
        foreach (var server in change.New)
            weights.Resume(server);
        foreach (var ended in change.Ended)
            probes.Stop(ended);
        marks.Apply(next, read.Found);
        foreach (var begun in change.Begun)
            probes.Start(begun);
        state.FirstRound.ExceptWith(change.Ended);
        drift.Watch(next);
        return delta;
    }

    private void ApplyMaintenance(DirectorConfig next, MaintenanceListing? inMaintenance, RegistryChange change)
    {
        var before = state.Maintenance;
        var addresses = next.MaintenanceDirectory is null ? [] : state.Servers.Addresses;
        state.Maintenance = watchers.Watch(next, addresses, before, inMaintenance);
        health.OnMaintenance(ReferenceEquals(state.Maintenance, before) ? change.New : state.Servers.Servers);
    }
}
