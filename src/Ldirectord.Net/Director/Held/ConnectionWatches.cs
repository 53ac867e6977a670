using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Networking;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// watch = connection: one idle connection to where each check goes, for all servers that share the check. When it ends, the check runs
/// now; nothing else follows from it. It is opened after a passed check, and closed when maintenance or a reload ends its use.
/// </summary>
/// <param name="hold"><see cref="DirectorOptions.HoldConnection"/>.</param>
/// <param name="time">Of the probes.</param>
internal sealed class ConnectionWatches(
    DirectorState state,
    ProbeScheduler probes,
    CheckSources sources,
    Func<ConnectTarget, TimeSpan, TimeProvider, CancellationToken, Task<HeldConnectionEnd>> hold,
    TimeProvider time,
    Action<LoopMessage> post,
    ILogger log) : IDisposable
{
    /// <summary>
    /// From the end of a held connection to the check: a process that dies closes its descriptors one after another, the listening socket
    /// perhaps last, so that a check which begins sooner may still be accepted.
    /// </summary>
    private static readonly TimeSpan CheckDelay = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<ProbeKey, ConnectionWatch> _watches = [];
    private bool _saidShortage; // since the last change of the configuration

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    /// <summary>To be called when the configuration or maintenance has changed.</summary>
    public void Update()
    {
        _saidShortage = false;
        var wanted = state.Servers.Servers.Where(IsWatched).Select(server => server.Probe).ToHashSet();
        foreach (var key in _watches.Keys.Where(key => !wanted.Contains(key)).ToList())
        {
            _watches.Remove(key, out var ended);
            ended!.Dispose();
            Show(key, null);
        }

        foreach (var key in wanted)
        {
            if (!_watches.ContainsKey(key))
                _watches.Add(key, new ConnectionWatch(key));
            Show(key, _watches[key].State);
        }
    }

    public void OnResult(ProbeKey key, CheckStatus status)
    {
        if (status == CheckStatus.NotTried || !_watches.TryGetValue(key, out var watch))
            return;
        if (status != CheckStatus.Passed)
        {
            watch.CheckFailed();
        }
        else
        {
            if (watch.CheckPassed() is { } needless)
                LogGivenUp(key, needless);
            if (watch.Wants(Now))
                _ = HoldAsync(watch, watch.Open());
        }

        Show(key, watch.State);
    }

    public void OnEnded(HeldConnectionEnded ended)
    {
        var watch = ended.Watch;
        if (watch.Connection != ended.Connection)
            return; // closed by us meanwhile
        watch.Ended(ended.End, Now);
        Show(watch.Key, watch.State);
        if (ended.End.IsOurs)
        {
            if (!_saidShortage)
                DirectorLogMessages.WatchNotPossible(log, ended.End.Reason);
            _saidShortage = true;
            return;
        }

        foreach (var server in state.Servers.Of(watch.Key))
            DirectorLogMessages.HeldConnectionEnded(log, server.Name, server.ServiceName, ended.End.Held.TotalSeconds, ended.End.Reason);
        probes.Suspect(watch.Key, CheckDelay);
    }

    public void Dispose()
    {
        foreach (var watch in _watches.Values)
            watch.Dispose();
        _watches.Clear();
    }

    private bool IsWatched(TrackedServer server) =>
        server.Service is { Watch: WatchMode.Connection, IsOff: false } && !server.View.IsInMaintenance
        && state.Servers.Of(server.Service).Role != ServiceRole.Suspended;

    private async Task HoldAsync(ConnectionWatch watch, CancellationTokenSource connection)
    {
        var check = watch.Key.Check;
        // The real server itself, also if the check goes through the virtual address: IPVS would keep an entry for the connection.
        var endPoint = check.Via?.RealTarget ?? check.Target;
        var path = sources.SourceTo(endPoint.Address, check.Path) is { } source
            ? (check.Path ?? new SocketPath()) with { Source = source } : check.Path;
        var target = new ConnectTarget(endPoint, path);
        try
        {
            var end = await hold(target, check.Timeout, time, connection.Token).ConfigureAwait(false);
            post(new HeldConnectionEnded(watch, connection, end));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void LogGivenUp(ProbeKey key, HeldConnectionEnd end)
    {
        foreach (var server in state.Servers.Of(key))
            DirectorLogMessages.WatchGivenUp(log, server.Name, server.ServiceName, key.Interval.TotalSeconds, end.Reason);
    }

    private void Show(ProbeKey key, WatchState? shown)
    {
        foreach (var server in state.Servers.Of(key))
            server.Watch = IsWatched(server) ? shown : null;
    }
}
