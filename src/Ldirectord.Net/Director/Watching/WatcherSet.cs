using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The watchers of the active configuration: of its own file, and of its maintenance directory.</summary>
/// <param name="time">Of the maintenance directory.</param>
/// <param name="looks">Of the looks at the configuration's file. Its timers may fire on the reactor's thread.</param>
internal sealed class WatcherSet(
    TimeProvider time, TimeProvider looks, Func<IPAddress, CancellationToken, Task<string?>> resolve, Action<LoopMessage> post,
    ILogger log, bool isDryRun)
    : IDisposable
{
    private ConfigFileWatcher? _file;
    private CancellationTokenSource? _maintenance;
    private MaintenanceWatcher? _maintenanceWatcher;
    private string? _watchedDirectory;
    private ImmutableHashSet<IPAddress> _watchedAddresses = [];

    /// <summary>
    /// Starts, stops or keeps the watcher of the maintenance directory; one that watches the same as before goes on undisturbed.
    /// </summary>
    /// <param name="now">The state of maintenance so far.</param>
    /// <param name="seen">What is in the directory now; null if unknown.</param>
    /// <returns>The state of maintenance with which the configuration begins.</returns>
    public MaintenanceChanged Watch(
        DirectorConfig config, ImmutableArray<IPAddress> addresses, MaintenanceChanged now, MaintenanceListing? seen)
    {
        if (config.MaintenanceDirectory == _watchedDirectory && _watchedAddresses.SetEquals(addresses))
            return now;
        // Names that are known stay known: a server that is in maintenance by its name is not put in while the names are looked up again.
        var known = config.MaintenanceDirectory == _watchedDirectory ? now : now with { Files = MaintenanceListing.None };
        _watchedDirectory = config.MaintenanceDirectory;
        _watchedAddresses = [.. addresses];
        Stop(ref _maintenance);
        _maintenanceWatcher = null;
        if (_watchedDirectory is not { } directory)
            return MaintenanceChanged.None;
        var watcher = _maintenanceWatcher = new MaintenanceWatcher(directory, addresses, known, time, resolve, post, log, isDryRun);
        var stopping = _maintenance = new CancellationTokenSource();
        // Taken into account before the first probe, so that a server in maintenance is not put in for a moment.
        var begin = watcher.See(seen, stopping.Token) ?? known;
        _ = Task.Run(() => watcher.RunAsync(stopping.Token), CancellationToken.None);
        return begin;
    }

    /// <summary>Looks at the maintenance directory now, off the loop.</summary>
    public void Look(MaintenanceLookRequested request)
    {
        if (_maintenanceWatcher is not { } watcher || _maintenance?.Token is not { } stopping)
        {
            request.Answer.TrySetResult(false);
            return;
        }

        _ = Task.Run(LookAsync, CancellationToken.None);

        async Task LookAsync()
        {
            try
            {
                await watcher.LookAsync(stopping).ConfigureAwait(false);
                request.Answer.TrySetResult(true);
            }
            catch (OperationCanceledException)
            {
                request.Answer.TrySetResult(false);
            }
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        Stop(ref _maintenance);
    }

    /// <summary>Starts the watcher of the configuration's file, or tells it what was read.</summary>
    public void WatchFile(DirectorConfig config)
    {
        // Without autoreload, too: a line of the log says that the edit is not active.
        if (_file is not null)
        {
            // The callback command is run for every edit, also for one that a reload has read already.
            if (config.Callback is null)
                _file.SetBaseline(config.Fingerprint);
            return;
        }

        _file = new ConfigFileWatcher(config.Path, config.Fingerprint);
        _file.Start(() => post(new ConfigChanged()), looks);
    }

    private static void Stop(ref CancellationTokenSource? running)
    {
        running?.Cancel();
        running?.Dispose();
        running = null;
    }
}
