using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>Gathers those who ask for a snapshot. One read of the table per turn of the loop answers them all.</summary>
internal sealed class SnapshotRequests(
    IIpvs ipvs, DirectorState state, DriftMonitor drift, TimeoutsKeeper timeouts, SyncKeeper sync, AnnounceKeeper announce,
    TrafficCurves curves, Func<string?> refusal, bool isDryRun)
{
    private readonly List<TaskCompletionSource<DirectorSnapshot>> _waiting = [];

    public void Add(SnapshotRequested request) => _waiting.Add(request.Answer);

    /// <summary>Called after the write of the turn, so that the answer shows the new table.</summary>
    public void Answer()
    {
        if (_waiting.Count == 0)
            return;
        try
        {
            var snapshot = Take();
            foreach (var answer in _waiting)
                answer.TrySetResult(snapshot);
        }
        catch (IpvsException e)
        {
            foreach (var answer in _waiting)
                answer.TrySetException(e);
        }

        _waiting.Clear();
    }

    private DirectorSnapshot Take()
    {
        var table = ipvs.Read();
        var snapshot = SnapshotBuilder.Build(state.Config, state.Servers, table, state.StartedAt, isDryRun);
        return snapshot with
        {
            Services = [.. snapshot.Services.Select(service => service with { Curve = curves.Of(service.Service.Id) })],
            Comparison = drift.Compare(state.Config, state.Servers, table),
            Config = state.Config,
            Problem = refusal(),
            LastEvent = state.Events.Last,
            Timeouts = timeouts.Of(state.Config),
            Sync = sync.Views(),
            Announced = announce.Views,
            Statistics = new DirectorStatistics(state.Checks.Take(), state.Operations.Take(), state.Reloads),
        };
    }
}
