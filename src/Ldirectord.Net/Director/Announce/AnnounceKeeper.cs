using System.Collections.Immutable;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// announce: decides which addresses stand on their interfaces, has them added and removed, and says so. Nothing is touched before the
/// first checks have ended and the table is written: an address that the daemon before announced stays until then.
/// </summary>
/// <param name="due">Called on a thread of the clock, when it is time for <see cref="OnDue"/>.</param>
internal sealed class AnnounceKeeper(
    AnnounceKernel? kernel, DirectorState state, MailAlertRules mail, Action due, ILogger log, TimeProvider time) : IDisposable
{
    private readonly AddressAnnouncer _announcer = new(kernel);
    private readonly RetryBackoff _retry = new(time, due);
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<AnnounceTarget, AnnouncedTarget> _targets = [];

    /// <summary>Whether the quorum of a service was reached when it was last counted.</summary>
    private readonly Dictionary<ServiceId, bool> _reached = [];

    private readonly HashSet<AnnounceTarget> _strange = [];

    /// <summary>What was last said of a target that is not as it should be.</summary>
    private readonly Dictionary<AnnounceTarget, string> _said = [];

    private bool _mustLook;
    private long _judged = -1;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Each address that the configuration announces, as it is now.</summary>
    public ImmutableArray<AnnounceView> Views => [.. Configured.Select(one => one.View)];

    private IEnumerable<AnnouncedTarget> Configured => _targets.Values.Where(one => !one.Services.IsEmpty);

    /// <summary>A configuration became active.</summary>
    public void Apply(DirectorConfig next)
    {
        foreach (var one in _targets.Values)
            one.Services = [];
        foreach (var group in next.VirtualServices.Where(service => service.Announce is not null)
            .GroupBy(service => new AnnounceTarget(service.Announce!.Interface, service.Id.EndPoint!.Address)))
        {
            if (!_targets.TryGetValue(group.Key, out var one))
                _targets.Add(group.Key, one = new AnnouncedTarget(group.Key));
            one.Services = [.. group];
        }

        foreach (var gone in _reached.Keys.Where(id => !state.Services.ContainsKey(id)).ToList())
            _reached.Remove(gone);
        _mustLook = true;
    }

    /// <summary>Addresses of this machine, files in maintenancedir, or who is active changed.</summary>
    public void OnChanged() => _mustLook = true;

    public void OnDue()
    {
        _retry.Taken();
        _mustLook = true;
    }

    /// <summary>To be called after each write of the table, once the first checks have ended.</summary>
    public void Judge()
    {
        if (_targets.Count == 0 || (!_mustLook && _judged == state.Changes))
            return;
        if (_mustLook)
            Look();
        (_mustLook, _judged) = (false, state.Changes);
        foreach (var one in _targets.Values)
            Decide(one);
        // What comes before what goes: an address that moves to another interface is always on one.
        foreach (var one in _targets.Values.Where(one => one is { IsWanted: true, IsThere: false, Problem: null }))
            Add(one);
        foreach (var one in _targets.Values.Where(one => one is { IsWanted: false, IsThere: true }))
            Remove(one);
        foreach (var one in _targets.Values.Where(one => one.Problem is not null))
            SayProblem(one);
        foreach (var gone in _targets.Values.Where(one => one is { Services.IsEmpty: true, IsThere: false }).ToList())
            _targets.Remove(gone.Target);
        if (_targets.Values.Any(one => one.Problem is not null))
            _retry.Failed();
        else
            _retry.Succeeded();
    }

    /// <summary>The director ends: an address goes if its service leaves the table (cleanstop).</summary>
    public void Stop()
    {
        if (_mustLook)
            Look();
        foreach (var one in Configured.Where(one => one.IsThere && one.Services.Any(service => service.CleanStop)))
        {
            one.Why = "ldirectord stops";
            Remove(one);
        }
    }

    public void Dispose() => _retry.Dispose();

    private void Look()
    {
        var before = _targets.Values.Where(one => one.IsThere).ToHashSet();
        foreach (var strange in _announcer.Look(_targets.Values).Where(_strange.Add))
            DirectorLogMessages.AddressOfNobody(log, strange);
        foreach (var one in before.Where(one => one is { IsThere: false, Problem: null, IsWanted: true }))
            OnRemovedByAnother(one);
        foreach (var one in _targets.Values.Where(one => one.Problem is null))
            _said.Remove(one.Target);
    }

    private void OnRemovedByAnother(AnnouncedTarget one)
    {
        (var next, one.Repairs) = one.Repairs.OnDifference(Now);
        one.IsPutBack = next == RepairStep.PutBack;
        if (next == RepairStep.BeginPause)
            DirectorLogMessages.RepairPaused(log, $"the address {one.Target}", one.Repairs.Pause.TotalMinutes);
    }

    private void Decide(AnnouncedTarget one)
    {
        if (one.Services.IsEmpty)
        {
            (one.IsWanted, one.Why) = (false, "the configuration no longer announces it");
            return;
        }

        var (reaches, words) = Count(one);
        one.ReachedAt = reaches ? one.ReachedAt ?? Now : null;
        one.HasGone |= !reaches && one.IsThere;
        var note = WithdrawalFiles.Find(one.Target.Address, state.Maintenance.Files.ContainsKey) is { } file
            ? state.Maintenance.Files[file].Note : null;
        one.IsWithdrawn = note is not null;
        one.IsOnStandby = one.Services.Any(service => !ActivityRules.Speaks(state.Servers.Of(service).Role));
        var hold = one.HasGone && reaches
            ? one.Services.Max(service => service.Announce!.Hold) - (Now - one.ReachedAt!.Value) : TimeSpan.Zero;
        (one.IsWanted, one.Why) = note is not null ? (false, $"withdrawn{NoteWords.After(note)}")
            : one.IsOnStandby ? (false, "another director is the active one")
            : hold > TimeSpan.Zero ? (false, $"{words}, held back until {NoteText.Time(time.GetUtcNow() + hold)}")
            : one.Repairs.IsPaused(Now) ? (false, "another hand removed it again and again")
            : (reaches, words);
        if (hold > TimeSpan.Zero)
            _retry.Within(hold);
        if (one.Repairs.IsPaused(Now))
            _retry.Within(one.Repairs.PauseEnds - Now);
    }

    /// <summary>Whether every service of the address has its quorum, and the words of the first that has not.</summary>
    private (bool Reaches, string Words) Count(AnnouncedTarget one)
    {
        (bool Reaches, string Words)? worst = null;
        foreach (var service in one.Services.Where(service => !service.IsOff))
        {
            var settings = service.Announce!;
            var count = AnnounceCount.Of(settings, state.Servers.Of(service).Servers.Select(server => (server.Server, server.View)));
            var reaches = AnnounceRules.Reaches(settings, _reached.GetValueOrDefault(service.Id, one.IsThere), count);
            _reached[service.Id] = reaches;
            if (worst is { Reaches: false } || (worst is not null && reaches))
                continue;
            var which = one.Services.Length > 1 ? $" in {service.CheckId}" : "";
            worst = (reaches, $"{AnnounceRules.Words(settings, reaches, count)}{which}");
        }

        return worst ?? (false, "checktype = off");
    }

    private void Add(AnnouncedTarget one)
    {
        if (!_announcer.Add(one))
            return;
        var why = one.IsPutBack ? $"{one.Why}; another hand had removed it" : one.Why;
        one.HasGone = one.IsPutBack = false;
        DirectorLogMessages.AddressAnnounced(log, one.Target, why);
        Tell(one, EventKind.Announced, $"Announced address: {one.Target}: {why}");
    }

    private void Remove(AnnouncedTarget one)
    {
        if (!_announcer.Remove(one))
            return;
        DirectorLogMessages.AddressWithdrawn(log, one.Target, one.Why);
        Tell(one, EventKind.Withdrawn, $"Withdrawn address: {one.Target}: {one.Why}");
    }

    /// <summary>Says it once, until it is another problem, or none.</summary>
    private void SayProblem(AnnouncedTarget one)
    {
        var problem = one.Problem!;
        if (_said.GetValueOrDefault(one.Target) == problem)
            return;
        _said[one.Target] = problem;
        if (one.IsWanted)
            DirectorLogMessages.AddressNotAnnounced(log, one.Target, problem);
        else
            DirectorLogMessages.AddressNotWithdrawn(log, one.Target, problem);
        Tell(one, EventKind.AnnounceFailed, $"Address {one.Target} cannot be {(one.IsWanted ? "announced" : "withdrawn")}: {problem}");
    }

    private void Tell(AnnouncedTarget one, EventKind kind, string sentence)
    {
        state.Events.Add(time.GetUtcNow(), kind, null, null, sentence);
        mail.Said([.. one.Services.Select(service => service.Id)], sentence, state.Phase);
    }
}
