using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>What is watched: the configuration's own file, and the maintenance directory it names.</summary>
internal sealed class WatcherSet(
    TimeProvider time, Func<IPAddress, CancellationToken, Task<string?>> resolve, Action<LoopMessage> post, ILogger log) : IDisposable
{
    private CancellationTokenSource? _file;
    private ConfigFileWatcher? _watch;
    private CancellationTokenSource? _maintenance;
    private string? _watchedDirectory;
    private ImmutableHashSet<IPAddress> _watchedAddresses = [];

    /// <summary>Starts, stops or keeps the watches; one whose subject did not change goes on undisturbed.</summary>
    /// <param name="now">The state of maintenance so far.</param>
    /// <param name="seen">What is in the directory now; null: nobody knows.</param>
    /// <returns>The one the new configuration begins with.</returns>
    public MaintenanceChanged Watch(DirectorConfig config, ImmutableArray<IPAddress> addresses, MaintenanceChanged now, MaintenanceListing? seen)
    {
        WatchFile(config);
        if (config.MaintenanceDirectory == _watchedDirectory && _watchedAddresses.SetEquals(addresses))
            return now;
        // What is known stays known: a server that is in maintenance by its name is not put in while the names are asked for again.
        var known = config.MaintenanceDirectory == _watchedDirectory ? now : now with { Files = [] };
        _watchedDirectory = config.MaintenanceDirectory;
        _watchedAddresses = [.. addresses];
        Stop(ref _maintenance);
        if (_watchedDirectory is not { } directory)
            return MaintenanceChanged.None;
        var watch = new MaintenanceWatcher(
            directory, addresses, known, time, resolve, post, reason => DirectorLogMessages.MaintenanceUnreadable(log, directory, reason));
        var stopping = _maintenance = new CancellationTokenSource();
        // Heeded before the first probe, so that a server in maintenance is not put in for a moment.
        var begin = watch.See(seen, stopping.Token) ?? known;
        _ = Task.Run(() => watch.RunAsync(stopping.Token), CancellationToken.None);
        return begin;
    }

    public void Dispose()
    {
        Stop(ref _file);
        Stop(ref _maintenance);
    }

    private void WatchFile(DirectorConfig config)
    {
        // Without autoreload too: that an edit is not in force yet is worth a line.
        if (_watch is not null)
        {
            // The callback is told of every edit, whoever read it first.
            if (config.Callback is null)
                _watch.Know(config.Fingerprint);
            return;
        }

        var stopping = _file = new CancellationTokenSource();
        var watch = _watch = new ConfigFileWatcher(config.Path, config.Fingerprint);
        _ = Task.Run(() => watch.RunAsync(() => post(new ConfigChanged()), time, stopping.Token), CancellationToken.None);
    }

    private static void Stop(ref CancellationTokenSource? running)
    {
        running?.Cancel();
        running?.Dispose();
        running = null;
    }
}
