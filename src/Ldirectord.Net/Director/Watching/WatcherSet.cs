using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The watchers of the active configuration: of its own file, and of its maintenance directory.</summary>
internal sealed class WatcherSet(
    TimeProvider time, Func<IPAddress, CancellationToken, Task<string?>> resolve, Action<LoopMessage> post, ILogger log) : IDisposable
{
    private CancellationTokenSource? _file;
    private ConfigFileWatcher? _fileWatcher;
    private CancellationTokenSource? _maintenance;
    private string? _watchedDirectory;
    private ImmutableHashSet<IPAddress> _watchedAddresses = [];

    /// <summary>Starts, stops or keeps the watchers; one that watches the same as before goes on undisturbed.</summary>
    /// <param name="now">The state of maintenance so far.</param>
    /// <param name="seen">What is in the directory now; null if unknown.</param>
    /// <returns>The state of maintenance with which the configuration begins.</returns>
    public MaintenanceChanged Watch(
        DirectorConfig config, ImmutableArray<IPAddress> addresses, MaintenanceChanged now, MaintenanceListing? seen)
    {
        WatchFile(config);
        if (config.MaintenanceDirectory == _watchedDirectory && _watchedAddresses.SetEquals(addresses))
            return now;
        // Names that are known stay known: a server that is in maintenance by its name is not put in while the names are looked up again.
        var known = config.MaintenanceDirectory == _watchedDirectory ? now : now with { Files = [] };
        _watchedDirectory = config.MaintenanceDirectory;
        _watchedAddresses = [.. addresses];
        Stop(ref _maintenance);
        if (_watchedDirectory is not { } directory)
            return MaintenanceChanged.None;
        var watcher = new MaintenanceWatcher(
            directory, addresses, known, time, resolve, post, reason => DirectorLogMessages.MaintenanceUnreadable(log, directory, reason));
        var stopping = _maintenance = new CancellationTokenSource();
        // Taken into account before the first probe, so that a server in maintenance is not put in for a moment.
        var begin = watcher.See(seen, stopping.Token) ?? known;
        _ = Task.Run(() => watcher.RunAsync(stopping.Token), CancellationToken.None);
        return begin;
    }

    public void Dispose()
    {
        Stop(ref _file);
        Stop(ref _maintenance);
    }

    private void WatchFile(DirectorConfig config)
    {
        // Without autoreload, too: a line of the log says that the edit is not active.
        if (_fileWatcher is not null)
        {
            // The callback command is run for every edit, also for one that a reload has read already.
            if (config.Callback is null)
                _fileWatcher.SetBaseline(config.Fingerprint);
            return;
        }

        var stopping = _file = new CancellationTokenSource();
        var watcher = _fileWatcher = new ConfigFileWatcher(config.Path, config.Fingerprint);
        _ = Task.Run(() => watcher.RunAsync(() => post(new ConfigChanged()), time, stopping.Token), CancellationToken.None);
    }

    private static void Stop(ref CancellationTokenSource? running)
    {
        running?.Cancel();
        running?.Dispose();
        running = null;
    }
}
