using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>The watches a configuration asks for: its own file, and its maintenance directory.</summary>
internal sealed class Watches(
    TimeProvider time, Func<IPAddress, CancellationToken, Task<string?>> resolve, Action<DirectorEvent> post, ILogger log) : IDisposable
{
    private CancellationTokenSource? _file;
    private CancellationTokenSource? _maintenance;
    private string? _watchedDirectory;
    private ImmutableHashSet<IPAddress> _watchedAddresses = [];

    /// <summary>Starts, stops or keeps the watches; one whose subject did not change goes on undisturbed.</summary>
    /// <returns>The state of maintenance the new configuration begins with; null: as it was.</returns>
    public MaintenanceChanged? Watch(DirectorConfig config, ImmutableArray<IPAddress> addresses)
    {
        WatchFile(config);
        if (config.MaintenanceDirectory == _watchedDirectory && _watchedAddresses.SetEquals(addresses))
            return null;
        _watchedDirectory = config.MaintenanceDirectory;
        _watchedAddresses = [.. addresses];
        Stop(ref _maintenance);
        if (_watchedDirectory is not { } directory)
            return MaintenanceChanged.None;
        var watch = new MaintenanceWatch(
            directory, addresses, time, resolve, post, reason => DirectorLog.MaintenanceUnreadable(log, directory, reason));
        var begin = watch.Begin();
        _maintenance = Start(watch.RunAsync);
        return begin;
    }

    public void Dispose()
    {
        Stop(ref _file);
        Stop(ref _maintenance);
    }

    private void WatchFile(DirectorConfig config)
    {
        var wanted = config.AutoReload || config.Callback is not null;
        if (wanted && _file is null)
            _file = Start(new ConfigWatch(config.Path, time, () => post(new ConfigChanged())).RunAsync);
        else if (!wanted)
            Stop(ref _file);
    }

    private static CancellationTokenSource Start(Func<CancellationToken, Task> run)
    {
        var stopping = new CancellationTokenSource();
        _ = Task.Run(() => run(stopping.Token), CancellationToken.None);
        return stopping;
    }

    private static void Stop(ref CancellationTokenSource? running)
    {
        running?.Cancel();
        running?.Dispose();
        running = null;
    }
}
