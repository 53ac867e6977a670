using Ldirectord.Alerts;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// The director: the one owner of all state. It reads one queue of events, decides by pure functions, and writes the difference to the table;
/// whatever is slow (probes, files, names, commands) runs outside and comes back as an event. It has a thread of its own, so that it waits for none of the pool.
/// </summary>
internal sealed class DirectorLoop : IDisposable
{
    /// <summary>Of a file that was not taken up: a wrong file can have one on each of its lines.</summary>
    private const int ErrorsTold = 20;

    private readonly LoopMailbox _events = new();
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IIpvs _ipvs;
    private readonly DirectorOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly KernelSettingsKeeper _kernelSettings;
    private readonly TableWriter _writer;
    private readonly ProbeScheduler _probes;
    private readonly WatcherSet _watches;
    private readonly FallbackCommands _fallbackCommands;
    private readonly HookRunner _commands;
    private readonly MailAlertRules _mail;
    private readonly MonitorFiles _monitorFiles;
    private readonly HealthTracker _judge;
    private readonly BackgroundConfigReader _reading;
    private readonly DriftMonitor _shadow;
    private readonly DateTimeOffset _startedAt;
    private readonly RetryBackoff _retry;
    private readonly List<TaskCompletionSource<DirectorSnapshot>> _asked = [];
    private readonly ServerRegistry _book = new();

    private DirectorConfig _config;
    private Dictionary<ServiceId, VirtualService> _services = [];
    private HashSet<ProbeKey> _awaited = [];
    private DaemonPhases _phase = DaemonPhases.Starting;
    private bool _retryIsDue;
    private bool _reloadDue;
    private bool _reloadIsAsked;
    private int _reloads;
    private (UpCount Services, UpCount Servers)? _counts;
    private string? _refusal;
    private MaintenanceChanged _maintenance = MaintenanceChanged.None;

    public DirectorLoop(DirectorConfig config, IIpvs ipvs, DirectorOptions options, ILogger log, TimeProvider time)
    {
        _config = config;
        _ipvs = ipvs;
        _options = options;
        _log = log;
        _time = time;
        _startedAt = time.GetUtcNow();
        _kernelSettings = new KernelSettingsKeeper(options.KernelSettings, log);
        _writer = new TableWriter(ipvs, _kernelSettings.Read, Changed, log, time);
        _probes = new ProbeScheduler(options.ProbeTime, Post);
        _commands = new HookRunner(log, options.DryRun);
        _fallbackCommands = new FallbackCommands(_commands);
        _monitorFiles = new MonitorFiles(log, time);
        _reading = new BackgroundConfigReader(options.ConfigSource, Post);
        _mail = new MailAlertRules(options.SendMail, log, time, options.DryRun);
        _judge = new HealthTracker(_mail, _monitorFiles, options.DryRun, log);
        _shadow = new DriftMonitor(options.KernelTable, options.DryRun, log, time);
        _watches = new WatcherSet(time, options.ResolveName, Post, log);
        _retry = new RetryBackoff(time, () => Post(new RetryDue()));
    }

    /// <summary>Completes once every distinct check of the first configuration has had a verdict.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => Post(new ReloadRequested());

    /// <summary>The table with its health, as of now.</summary>
    public async Task<DirectorSnapshot> SnapshotAsync(CancellationToken ct)
    {
        var answer = new TaskCompletionSource<DirectorSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new SnapshotRequested(answer));
        return await answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>How it fares; answered by the loop itself, so never by one that hangs.</summary>
    public async Task<LivenessReport> PulseAsync(CancellationToken ct)
    {
        var answer = new TaskCompletionSource<LivenessReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new PulseRequested(answer));
        return await answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Runs until <paramref name="stopping"/> fires, then honours cleanstop and returns.</summary>
    /// <exception cref="IpvsException">The table cannot be read at the start.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        await DedicatedThread.RunAsync(
            () =>
            {
                Run(stopping);
                return true;
            },
            "director").ConfigureAwait(false);
        await Task.WhenAll(_commands.DrainAsync(), _mail.DrainAsync(), _monitorFiles.DrainAsync()).ConfigureAwait(false);
    }

    private void Run(CancellationToken stopping)
    {
        using var end = stopping.UnsafeRegister(_ => _events.End(), null);
        var inMaintenance = _config.MaintenanceDirectory is { } directory ? MaintenanceListing.Soon(directory) : null;
        using (_options.LinesTogether())
        {
            TakeUp(_config, DaemonPhases.Starting, inMaintenance);
            _awaited = [.. _book.Probes];
        }

        try
        {
            do
            {
                // All that had happened by now is decided together and written in one go. What happens meanwhile has its turn after that: a director that
                // is slower than its events would else decide for ever, and never write.
                using var lines = _options.LinesTogether();
                for (var waiting = _events.Count; waiting > 0; waiting--)
                    Handle(_events.Take());
                Write();
                Answer();
                if (_awaited.Count > 0)
                    continue;
                _phase = DaemonPhases.Running;
                _firstRound.TrySetResult();
            }
            while (_events.Wait());
        }
        finally
        {
            // However it ends: an external check ends with it.
            _probes.Dispose();
        }

        _phase = DaemonPhases.Stopping;
        using (_options.LinesTogether())
            _writer.Stop(_config.VirtualServices.Where(service => service.CleanStop), _book);
    }

    public void Dispose()
    {
        _probes.Dispose();
        _watches.Dispose();
        _retry.Dispose();
        _mail.Dispose();
        _shadow.Dispose();
    }

    private void Post(LoopMessage happened) => _events.Post(happened);

    private void Handle(LoopMessage happened)
    {
        switch (happened)
        {
            case ProbesCompleted completed:
                var now = _time.GetUtcNow();
                foreach (var (probe, result) in completed.Probes)
                    Judge(probe, result, now);
                completed.Judged.SetResult();
                break;
            case MaintenanceChanged { Stopped.IsCancellationRequested: true }:
                break;
            case MaintenanceChanged changed:
                _maintenance = changed;
                Maintain(_book.Servers);
                break;
            case ReloadRequested:
                DirectorLogMessages.Reloading(_log);
                _reloadIsAsked = true;
                Read();
                break;
            case ConfigChanged:
                FileChanged();
                break;
            case ConfigRead read:
                if (_reading.End(_config))
                {
                    _refusal = Reload(read.Result, read.InMaintenance);
                    _reloads++;
                    _options.ReloadMoved();
                }
                break;
            case SnapshotRequested snapshot:
                _asked.Add(snapshot.Answer);
                break;
            case ComparisonDue:
                _shadow.Compare(_config, _book);
                break;
            case PulseRequested pulse:
                pulse.Answer.TrySetResult(Pulse());
                break;
            case RetryDue:
                _retry.Taken();
                _retryIsDue = true;
                if (_reloadDue)
                    Read();
                break;
        }
    }

    private void Judge(ProbeKey probe, ProbeResult result, DateTimeOffset now)
    {
        _awaited.Remove(probe);
        foreach (var server in _book.Of(probe))
        {
            if (_judge.Judge(server, result, _phase, now))
                Moved(server);
        }
    }

    private void Maintain(IEnumerable<TrackedServer> servers)
    {
        // With checktype=off a server is out for good: there is no check that it could return with.
        foreach (var server in servers.Where(server => !server.Service.IsOff))
        {
            var endPoint = server.Server.EndPoint;
            var inMaintenance = MaintenanceFiles.IsInMaintenance(
                endPoint, _maintenance.Names.GetValueOrDefault(endPoint.Address), _maintenance.Files);
            if (!_judge.Maintain(server, inMaintenance, _time.GetUtcNow()))
                continue;
            Moved(server);
            if (!inMaintenance)
                _probes.Restart(server.Probe);
        }
    }

    /// <summary>The server's state is another: the table is due.</summary>
    private void Moved(TrackedServer server)
    {
        _counts = null;
        var endPoint = server.Server.Destination.EndPoint;
        _writer.Mark(
            server.Service.Id, new WriteScope(server.Service.Fallback is { } fallback ? [endPoint, fallback.EndPoint] : [endPoint]));
    }

    private void FileChanged()
    {
        DirectorLogMessages.ConfigChanged(_log, _config.Path);
        if (_config.Callback is { } callback)
            _commands.Run("callback", callback, [Latin1.FromText(_config.Path)]);
        if (_config.AutoReload)
        {
            DirectorLogMessages.Rereading(_log);
            Read();
        }
        else
        {
            DirectorLogMessages.Ignoring(_log);
        }
    }

    private void Read()
    {
        _reloadDue = false;
        _reading.Begin(_config);
        _options.ReloadMoved();
    }

    /// <returns>Null once it is in force, else a sentence that says why not.</returns>
    private string? Reload(ConfigResult result, MaintenanceListing? inMaintenance)
    {
        var errors = 0;
        foreach (var diagnostic in result.Diagnostics)
        {
            if (diagnostic.Severity == Severity.Error)
            {
                if (errors++ < ErrorsTold)
                    DirectorLogMessages.ConfigError(_log, diagnostic.Format(Environment.ProcessId));
            }
            else if (!diagnostic.IsPortability)
                DirectorLogMessages.ConfigWarning(_log, diagnostic.Format(Environment.ProcessId));
        }

        if (result.Config is not { } next)
        {
            _reloadIsAsked = false; // it has had its answer: it is no word for what the next edit leaves behind
            DirectorLogMessages.ConfigRefused(_log, errors > ErrorsTold ? $"{errors} error(s), the first {ErrorsTold} above, \"ldirectord check\" names all" : $"{errors} error(s)");
            return result.Errors.First().Sentence;
        }

        // Nobody empties a director by an edit; an editor that dies, or a full disk, does.
        if (next.VirtualServices.IsEmpty && _services.Count > 0 && !_reloadIsAsked)
        {
            DirectorLogMessages.ConfigIsEmpty(_log, next.Path, _services.Count);
            return $"{next.Path} names no virtual service any more";
        }

        try
        {
            var change = TakeUp(next, DaemonPhases.Reloading, inMaintenance);
            _reloadIsAsked = false;
            _options.ConfigSource.Applied(next, change);
            return null;
        }
        catch (IpvsException e)
        {
            // Without the table nothing can be adopted: the old configuration stays until the kernel answers.
            DirectorLogMessages.TableUnavailable(_log, e.Message);
            _reloadDue = true;
            _retry.Failed();
            return $"the kernel's table cannot be read: {e.Message}";
        }
    }

    /// <summary>Puts a configuration into force: servers it shares with the one before keep their health, and their probes go on undisturbed.</summary>
    /// <param name="inMaintenance">What was seen in its maintenance directory; null: nothing was, or in no time.</param>
    /// <exception cref="IpvsException">The table cannot be read; nothing has changed.</exception>
    private ConfigDelta TakeUp(DirectorConfig next, DaemonPhases phase, MaintenanceListing? inMaintenance)
    {
        var services = next.VirtualServices.ToDictionary(service => service.Id);
        var change = ConfigDelta.Between(_services, services);
        var table = _writer.Read([.. change.New.Select(service => service.Id)], services.Count);
        _phase = phase;
        _kernelSettings.Apply(next);
        foreach (var gone in _services.Keys.Except(services.Keys))
            _writer.MarkPurge(gone);
        _config = next;
        _services = services;
        _mail.Know(next);
        var book = _book.Change(change, table.Found, _time.GetUtcNow());
        _counts = null;
        _fallbackCommands.Keep(next.VirtualServices);
        // All of them: what was done to the table by hand ends with a reload.
        foreach (var service in next.VirtualServices)
            _writer.Mark(service.Id, WriteScope.Whole);
        var before = _maintenance;
        _maintenance = _watches.Watch(next, next.MaintenanceDirectory is null ? [] : _book.Addresses, before, inMaintenance);
        Maintain(ReferenceEquals(_maintenance, before) ? book.New : _book.Servers);
        Write(table);
        foreach (var ended in book.Ended)
            _probes.Stop(ended);
        foreach (var begun in book.Begun)
            _probes.Start(begun);
        _awaited.ExceptWith(book.Ended);
        _shadow.Watch(next, () => Post(new ComparisonDue()));
        return change;
    }

    /// <param name="now">What was read of the table just now.</param>
    private void Write(TableReading? now = null)
    {
        // What the kernel refused waits for its time, or for other news: verdicts alone would have it refused, and logged, many times a second.
        if (_writer.IsIdle || !(_writer.HasNews || _retryIsDue))
            return;
        _retryIsDue = false;
        switch (_writer.Write(_services, _book, _config.ReaddQuiescent, now))
        {
            case Outstanding.Nothing:
                _retry.Succeeded();
                break;
            case Outstanding.Departures:
                _retry.Succeeded();
                _retry.Within(Draining.MinimumDrain);
                break;
            default:
                _retry.Failed();
                break;
        }

        foreach (var service in _config.VirtualServices.Where(service => service.FallbackCommand is not null))
            _fallbackCommands.Update(service, _book.AnyUp(service));
    }

    private void Changed(TableChange change)
    {
        DirectorLogMessages.TableChanged(_log, change.Message);
        _mail.Changed(change, _phase);
    }

    private LivenessReport Pulse()
    {
        var (services, servers) = _counts ??= _book.CountUp(_config);
        return new LivenessReport(_firstRound.Task.IsCompleted, _reading.IsRunning || _reloadDue, _reloads, _refusal, services, servers);
    }

    /// <summary>Whoever asked sees the table as it was written, not as it is about to be. One look at it is for all who asked in this turn.</summary>
    private void Answer()
    {
        if (_asked.Count == 0)
            return;
        try
        {
            var table = _ipvs.Read();
            var snapshot = SnapshotBuilder.Build(_config, _book, table, _startedAt, _options.DryRun) with
            {
                Comparison = _shadow.Compare(_config, _book, table),
            };
            foreach (var answer in _asked)
                answer.TrySetResult(snapshot);
        }
        catch (IpvsException e)
        {
            foreach (var answer in _asked)
                answer.TrySetException(e);
        }

        _asked.Clear();
    }
}
