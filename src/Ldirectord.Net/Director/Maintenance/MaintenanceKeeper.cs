using System.Collections.Immutable;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>Tells of maintenance that is over, and once a day of one that seems forgotten. Used by the loop alone.</summary>
/// <param name="due">Called on a thread of the clock, when it is time for <see cref="OnDue"/>.</param>
internal sealed class MaintenanceKeeper(DirectorState state, Action<SteeringNotice> tell, Action due, TimeProvider time) : IDisposable
{
    /// <summary>Time between two looks for what is forgotten.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _warned = [];
    private ITimer? _timer;

    /// <summary>The files have changed, or a configuration became active.</summary>
    public void OnChanged()
    {
        foreach (var gone in _warned.Keys.Where(file => !state.Maintenance.Files.ContainsKey(file)).ToList())
            _warned.Remove(gone);
        if (state.Maintenance.Files.IsEmpty)
            return;
        _timer ??= time.CreateTimer(_ => due(), null, Interval, Interval);
        OnDue();
    }

    public void OnDue()
    {
        var now = time.GetUtcNow();
        var old = state.Maintenance.Files.Where(one => ForgottenRules.IsDue(one.Value.Note, Warned(one.Key), now)).ToDictionary();
        if (old.Count == 0)
            return;
        var servers = state.Servers.Servers
            .Where(server => server.View.Admin != AdminState.Ready && !server.Service.IsOff)
            .ToLookup(server => state.Maintenance.FileOf(server.Server.EndPoint, server.ServiceName) ?? "");
        var announced = state.Config.VirtualServices.Where(service => service.Announce is not null)
            .Select(service => WithdrawalFiles.Find(service.Id.EndPoint!.Address, old.ContainsKey)).ToHashSet();
        foreach (var (name, file) in old)
        {
            // Others in the directory are not ours.
            if (!servers[name].Any() && !announced.Contains(name))
                continue;
            _warned[name] = now;
            Tell(SteeringKind.Forgotten, name, ForgottenRules.Words(name, file.Note, now), servers[name], now);
        }
    }

    public void OnExpired(MaintenanceExpired expired)
    {
        var about = state.Servers.Servers.Where(server => MaintenanceFiles.NamesOf(
            server.Server.EndPoint, state.Maintenance.Names.GetValueOrDefault(server.Server.EndPoint.Address), server.ServiceName,
            isWeight: expired.Note.Weight is not null).Any(name => name.ToString() == expired.File));
        var end = expired.Problem is { } problem ? $"the file counts no more, and cannot be removed: {problem}" : "the file is removed";
        var until = expired.Note.Until is { } at ? NoteText.Time(at) : "";
        Tell(SteeringKind.Expired, expired.File, $"The time of {expired.File} is over ({until}): {end}", about, time.GetUtcNow());
    }

    public void Dispose() => _timer?.Dispose();

    private DateTimeOffset? Warned(string file) => _warned.TryGetValue(file, out var at) ? at : null;

    private void Tell(SteeringKind kind, string file, string sentence, IEnumerable<TrackedServer> about, DateTimeOffset now)
    {
        ImmutableArray<TrackedServer> servers = [.. about];
        var one = servers.Length == 1 ? servers[0] : null;
        tell(new SteeringNotice(
            kind, sentence, one?.ServiceName, one?.Name ?? file, [.. servers.Select(server => server.Service.Id).Distinct()], now));
    }
}
