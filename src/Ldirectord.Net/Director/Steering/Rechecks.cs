using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>Those who wait for new results of checks.</summary>
/// <param name="time">Of the probes.</param>
internal sealed class Rechecks(DirectorState state, ProbeScheduler probes, TimeProvider time)
{
    private readonly List<Waiting> _waiting = [];

    public void OnRequested(RecheckRequested request)
    {
        // A suspended check has no new result until this director is active.
        var keys = request.Servers.Select(Find).OfType<TrackedServer>().Where(server => !server.Service.IsOff)
            .Select(server => server.Probe).Where(probe => !state.Servers.IsSuspended(probe)).ToHashSet();
        if (keys.Count == 0)
        {
            request.Answer.TrySetResult();
            return;
        }

        _waiting.Add(new Waiting(request.Answer, keys, time.GetTimestamp()));
        foreach (var key in keys)
            probes.Recheck(key);
    }

    /// <summary>To be called when the results have been handled.</summary>
    public void OnResults(IReadOnlyList<ProbeCompleted> completed)
    {
        foreach (var waiting in _waiting)
        {
            // A check that had begun before may have seen the server as it was then.
            waiting.Keys.ExceptWith(completed.Where(probe => probe.Begun >= waiting.Since).Select(probe => probe.Key));
        }
    }

    /// <summary>Answers those who wait for nothing more: a reload may have taken a check away, or have suspended it.</summary>
    public void Answer()
    {
        if (_waiting.Count == 0)
            return;
        foreach (var waiting in _waiting)
        {
            waiting.Keys.RemoveWhere(key => state.Servers.Of(key).IsEmpty || state.Servers.IsSuspended(key));
            if (waiting.Keys.Count == 0)
                waiting.Answer.TrySetResult();
        }

        _waiting.RemoveAll(waiting => waiting.Answer.Task.IsCompleted);
    }

    private TrackedServer? Find(ServerKey key) => state.Servers.Find(key);

    /// <param name="Keys">Checks that have not run since.</param>
    private sealed record Waiting(TaskCompletionSource Answer, HashSet<ProbeKey> Keys, long Since);
}
