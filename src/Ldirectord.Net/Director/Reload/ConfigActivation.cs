using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Ipvs;

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
    MaintenanceKeeper maintenance,
    ActivityKeeper activity,
    NameKeeper names,
    ProbeScheduler probes,
    WatcherSet watchers,
    KernelSettingsKeeper kernelSettings,
    TimeoutsKeeper timeouts,
    SyncKeeper sync,
    AnnounceKeeper announce,
    MailAlertRules mail,
    FallbackCommands fallbackCommands,
    DriftMonitor drift,
    CheckMarks marks,
    TimeProvider time)
{
    /// <param name="inMaintenance">What is in its maintenance directory; null if it has none, or a disk hangs.</param>
    /// <exception cref="IpvsException">The table cannot be read; nothing has changed.</exception>
    public ConfigDelta Activate(DirectorConfig next, DaemonPhases phase, MaintenanceListing? inMaintenance)
    {
        var delta = Compare(next, out var services, out var read);
        state.Phase = phase;
        kernelSettings.Apply(next);
        timeouts.Apply(next);
        watchers.WatchFile(next);
        foreach (var server in state.Servers.Servers)
            server.ReleaseWeight();
        Switch(next, services, delta, read, inMaintenance, phase);
        return delta;
    }

    /// <summary>
    /// The active configuration gets other addresses of its names (resolve). What else a reload does (kernel settings, services that did
    /// not change) is left.
    /// </summary>
    /// <exception cref="IpvsException">The table cannot be read; nothing has changed.</exception>
    public void ActivateAddresses(DirectorConfig next)
    {
        var delta = Compare(next, out var services, out var read);
        Switch(next, services, delta, read, inMaintenance: null, phase: null);
    }

    private ConfigDelta Compare(DirectorConfig next, out Dictionary<ServiceId, VirtualService> services, out TableReading read)
    {
        services = next.VirtualServices.ToDictionary(service => service.Id);
        var delta = ConfigDelta.Between(state.Services, services);
        read = table.Read([.. delta.New.Select(service => service.Id)], services.Count);
        return delta;
    }

    /// <param name="phase">Null if only addresses of names changed.</param>
    private void Switch(
        DirectorConfig next, Dictionary<ServiceId, VirtualService> services, ConfigDelta delta, TableReading read,
        MaintenanceListing? inMaintenance, DaemonPhases? phase)
    {
        foreach (var gone in state.Services.Keys.Except(services.Keys))
            table.MarkPurge(gone);
        state.Activate(next, services);
        mail.Apply(next);
        names.Apply(next);
        var change = state.Servers.Change(delta, read.Found, time.GetUtcNow());
        activity.Apply(next);
        fallbackCommands.Apply(next.VirtualServices);
        // At a reload services that did not change, too: it undoes what was done to the table by hand.
        foreach (var service in phase is null ? delta.New : next.VirtualServices)
            table.Mark(service);

        // Maintenance before the write, so that no server in maintenance is put in; the write before the probes, whose results would only
        // delay it.
        ApplyMaintenance(next, inMaintenance, change);
        foreach (var service in delta.New)
            quorum.Mark(service);
        quorum.Judge();
        table.Flush(read);
        if (phase is { } of)
            sync.Apply(next, of);
        announce.Apply(next);
        foreach (var server in change.New)
            weights.Resume(server);
        foreach (var ended in change.Ended)
            probes.Stop(ended);
        marks.Apply(next, read.Found);
        foreach (var begun in change.Begun)
            probes.Start(begun);
        state.FirstRound.ExceptWith(change.Ended);
        drift.Watch(next);
    }

    private void ApplyMaintenance(DirectorConfig next, MaintenanceListing? inMaintenance, RegistryChange change)
    {
        var before = state.Maintenance;
        var addresses = next.MaintenanceDirectory is null ? [] : state.Servers.Addresses;
        state.Maintenance = watchers.Watch(next, addresses, before, inMaintenance);
        health.OnMaintenance(ReferenceEquals(state.Maintenance, before) ? change.New : state.Servers.Servers);
        maintenance.OnChanged();
    }
}
