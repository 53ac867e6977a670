using System.Collections.Immutable;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// active and standby: gives each virtual service its role, says when that changes, keeps a standby silent, and stops and starts the checks
/// of those that are suspended.
/// </summary>
internal sealed class ActivityKeeper(
    DirectorState state, ActivityWatches facts, TableKeeper table, ProbeScheduler probes, ConnectionWatches watches, MailAlertRules mail,
    CheckSources sources, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>What was last said of each condition.</summary>
    private Dictionary<ActiveCondition, bool> _said = [];

    private ImmutableHashSet<ServiceId> _silent = [];
    private string? _problem;

    /// <summary>A configuration became active; its servers are registered already, and their checks have not begun.</summary>
    public void Apply(DirectorConfig config)
    {
        facts.Watch(config);
        SayProblem();
        foreach (var gone in _said.Keys.Except(config.VirtualServices.Select(service => service.Active)).ToList())
            _said.Remove(gone);
        Judge();
    }

    /// <summary>An address or a file came or went.</summary>
    public void OnChanged(LoopMessage message)
    {
        if (!facts.Take(message))
            return;
        SayProblem();
        Judge();
        table.UpdateFallbackCommands();
        watches.Update();
    }

    public void Dispose() => facts.Dispose();

    private void SayProblem()
    {
        if (facts.Problem is { } problem && problem != _problem)
            DirectorLogMessages.AddressesUnknown(log, problem);
        _problem = facts.Problem;
    }

    private void Judge()
    {
        sources.Use(facts.Facts.Addresses, ActivityRules.VirtualAddresses(state.Config));
        foreach (var service in state.Config.VirtualServices)
            state.Servers.Of(service).Role = ActivityRules.RoleOf(service, facts.Facts);
        // A service that a reload removes on a standby is removed in silence, too.
        var others = _silent.Where(id => !state.Services.ContainsKey(id));
        _silent =
        [
            .. others,
            .. state.Config.VirtualServices.Where(service => !ActivityRules.Speaks(state.Servers.Of(service).Role))
                .Select(service => service.Id),
        ];
        mail.Silence(_silent);
        SuspendAndResume();
        foreach (var group in state.Config.VirtualServices.GroupBy(service => service.Active))
        {
            if (group.Key.Kind != ActiveKind.Always)
                Say(group.Key, [.. group.Select(state.Servers.Of)]);
        }
    }

    private void SuspendAndResume()
    {
        foreach (var probe in state.Servers.Probes)
        {
            if (state.Servers.IsSuspended(probe))
            {
                probes.Suspend(probe);
                state.FirstRound.Remove(probe);
            }
            else
            {
                probes.Resume(probe);
            }
        }
    }

    private void Say(ActiveCondition condition, ImmutableArray<TrackedService> services)
    {
        var holds = ActivityRules.Holds(condition, facts.Facts);
        bool? before = _said.TryGetValue(condition, out var said) ? said : null;
        if (before == holds)
            return;
        _said[condition] = holds;
        var sentence = ActivityWords.Sentence(condition, holds, before is not null, services);
        DirectorLogMessages.RoleChanged(log, sentence);
        foreach (var service in services)
            state.Events.Add(time.GetUtcNow(), holds ? EventKind.Active : EventKind.Standby, service.Service.CheckId, null, sentence);
        // The other director has mailed the failure of each server; this one sends one mail if servers are down.
        if (holds && before is not null && services.Any(service => service.Servers.Any(server => server.View.State == ServerState.Down)))
            mail.Said([.. services.Select(service => service.Service.Id)], sentence, state.Phase);
    }
}
