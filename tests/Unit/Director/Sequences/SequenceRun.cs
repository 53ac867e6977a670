using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>Plays one sequence to a director and says what went wrong, if anything did.</summary>
internal sealed partial class SequenceRun : IDisposable
{
    private readonly string _maintenanceDirectory = Directory.CreateTempSubdirectory("sequence").FullName;
    private readonly Scene _scene;
    private readonly WatchedTime _time = new();
    private readonly RecordingLog _log = new(LogLevel.Debug); // changes of weights, too
    private readonly WatchedIpvs _table;
    private readonly OperatorsFiles _files;
    private readonly OperatorsHand _hand;
    private volatile DirectorConfig _inForce;
    private ImmutableList<DirectorConfig> _read = []; // and not active yet
    private ConfigResult _file;
    private DirectorConfig? _awaited;
    private DirectorLoop? _loop;
    private readonly Dictionary<string, int> _lastSeen = [];

    /// <param name="kernel">An empty table.</param>
    public SequenceRun(IIpvs kernel)
    {
        _table = new WatchedIpvs(kernel);
        _table.Manually(new AddService(Scene.Foreign.Service));
        _table.Manually(new AddDestination(Scene.Foreign.Service.Id, Scene.Foreign.Destinations[0].Destination));
        _hand = new OperatorsHand(_table);
        _files = new OperatorsFiles(_maintenanceDirectory);
        _scene = new Scene(_maintenanceDirectory);
        _inForce = _scene.Empty;
        _file = new ConfigResult(_inForce, []);
        _table.WhyNotServe = (id, server, serves) => SequenceLaws.WhyNotServe([_inForce, .. _read], id, server, serves);
    }

    /// <summary>See <see cref="WatchedIpvs.Sent"/>.</summary>
    public IReadOnlyList<(IpvsOperation Operation, string? Reason)> Sent => _table.Sent;

    /// <returns>What went wrong; null if nothing did.</returns>
    public async Task<string?> PlayAsync(ImmutableArray<Step> steps)
    {
        using var stopping = new CancellationTokenSource();
        var options = new DirectorOptions
        {
            ConfigSource = new DelegateConfigSource(_ => Read(), TakeUp),
            ProbeTime = _time,
            CountServices = () => _table.Now().Services.Count(entry => entry.Service.Id.Family == AddressFamily.InterNetwork),
            ResolveName = (_, _) => Task.FromResult<string?>(null),
            HoldConnection = (target, _, time, ct) => _scene.At(target.EndPoint.Address).HoldAsync(time, ct),
        };
        using var loop = _loop = new DirectorLoop(_inForce, _table, options, _log, _time);
        var running = Task.Run(() => loop.RunAsync(stopping.Token), CancellationToken.None);
        string? wrong = null;
        for (int i = 0; i < steps.Length && wrong is null; i++)
        {
            var taken = TakeAsync(steps[i]);
            // A director that has ended answers no more.
            await Task.WhenAny(taken, running);
            if (running.IsFaulted)
                return $"at step {i}, {steps[i]}: {running.Exception}";
            wrong = await taken ?? _table.FirstFault;
            if (wrong is not null)
                wrong = $"at step {i}, {steps[i]}: {wrong}";
        }

        _table.OutOfReach = false;
        _table.Refuses = _ => false;
        var quiet = QuietAsync();
        await Task.WhenAny(quiet, running);
        if (running.IsFaulted)
            return $"at the end: {running.Exception}";
        await quiet;
        var before = _table.Now();
        await stopping.CancelAsync();
        await running.WaitAsync(RealTime.Limit);
        wrong ??= _table.FirstFault ?? SequenceLaws.WhatStopLeft(before, _table.Now(), _inForce)
            ?? (await RealTime.EventuallyAsync(() => _scene.Backends.All(backend => backend.Held == 0)) ? null : "stop left a connection")
            ?? LoggedChanges.Difference(_log.Lines, _table.Done, _table.Refusing);
        return wrong is null ? null : $"{wrong}\nits log ends:\n{string.Join('\n', _log.Lines.TakeLast(40))}";
    }

    public void Dispose() => Directory.Delete(_maintenanceDirectory, recursive: true);

    /// <summary>Called by the director, off its loop.</summary>
    private ConfigResult Read()
    {
        if (_file.Config is { } config)
            ImmutableInterlocked.Update(ref _read, read => read.Add(config));
        return _file;
    }

    /// <summary>Called by the director: what it read before this configuration will not become active any more.</summary>
    private void TakeUp(DirectorConfig config)
    {
        _inForce = config;
        ImmutableInterlocked.Update(ref _read, read => read.RemoveRange(0, read.IndexOf(config) + 1));
    }

    private async Task<string?> TakeAsync(Step step)
    {
        switch (step)
        {
            case Become(var server, var status):
                _scene.Backends[server].Code = status;
                return null;
            case Weigh(var server, var weight):
                _scene.Backends[server].Weight = weight;
                return null;
            case Say(var server, var line):
                _scene.Backends[server].Says = line;
                return null;
            case CloseHeld(var server):
                _scene.Backends[server].CloseHeld();
                return null;
            case Maintain(var server, var begin):
                return await OrderAsync(server, () => _files.MaintainAsync(server, begin));
            case Drain(var server, var limit):
                return await OrderAsync(server, () => _files.DrainAsync(server, limit));
            case Give(var server, var weight):
                return await OrderAsync(server, () => _files.GiveAsync(server, weight));
            case Reload(var seed):
                return await ReloadAsync(_scene.Configuration(seed, _inForce));
            case ReloadEmpty:
                return await ReloadAsync(_scene.Empty);
            case ReloadBad:
                return await ReloadBadAsync();
            case Refuse(var oneIn):
                int count = 0;
                _table.Refuses = operation => oneIn > 0 && count++ % oneIn == 0;
                return null;
            case LoseTable(var lost):
                _table.OutOfReach = lost;
                return await TakenUpAsync();
            case Connections(var active):
                _table.ActiveConnections = active;
                return null;
            case Look:
                return await LookAsync();
            case Pass(var time):
                await QuietAsync();
                _time.Advance(time);
                return null;
            case Settle:
                return await SettleAsync();
            default:
                // Not while a reload waits for the table: the order of the two would be undefined.
                await QuietAsync();
                if (_awaited is null)
                    _hand.Take(step, _inForce);
                return null;
        }
    }

    /// <summary>The operator's files change, and it is waited for that the director notices.</summary>
    private async Task<string?> OrderAsync(int server, Func<Task> put)
    {
        if (_table.OutOfReach)
            return null;
        // A probe that is under way may have seen its server already: its pass would be forgotten before the director hears of it.
        await QuietAsync();
        // Before the files change: a server that was out may pass as soon as they have.
        if (_files.IsOut(server))
            _scene.Backends[server].ForgetPasses();
        await put();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < RealTime.Limit; await Task.Delay(1))
        {
            await QuietAsync();
            var seen = (await _loop!.SnapshotAsync(CancellationToken.None)).Services.SelectMany(service => service.Servers)
                .Where(shown => !shown.IsFallback && shown.Health != ReportedHealth.Off
                    && shown.EndPoint.Address.Equals(Scene.Address(server)));
            if (_files.IsNoticed(server, seen))
                return null;
            _time.Advance(MaintenanceWatcher.Interval);
        }

        return $"the files of server {server} were not noticed";
    }

    private async Task<string?> ReloadAsync(DirectorConfig config)
    {
        // A reload that waits for the table takes up what the file holds then.
        await QuietAsync();
        _table.Named.UnionWith(config.VirtualServices.Select(service => service.Id));
        _file = new ConfigResult(config, []);
        _loop!.RequestReload();
        _awaited = config;
        return _table.OutOfReach ? await LoggedAsync("out of reach") : await TakenUpAsync();
    }

    private async Task<string?> TakenUpAsync()
    {
        if (_awaited is not { } config || _table.OutOfReach)
            return null;
        if (!await RealTime.EventuallyAsync(() =>
        {
            if (!ReferenceEquals(_inForce, config))
                _time.Advance(TimeSpan.FromSeconds(1));
            return ReferenceEquals(_inForce, config);
        }))
            return "the new configuration was not taken up";
        _awaited = null;
        _hand.Forget();
        return null;
    }

    private async Task<string?> ReloadBadAsync()
    {
        if (_awaited is not null)
            return null;
        await QuietAsync();
        var (file, before) = (_file, _inForce);
        _file = new ConfigResult(null, [new Diagnostic(Severity.Error, "sequence.cf", 1, 1, "damaged")]);
        _loop!.RequestReload();
        string? wrong = await LoggedAsync("Configuration rejected");
        _file = file;
        return wrong ?? (ReferenceEquals(before, _inForce) ? null : "a refused file changed the configuration in force");
    }

    /// <summary>Waits for one more line that holds the text.</summary>
    private async Task<string?> LoggedAsync(string text)
    {
        int before = _lastSeen.GetValueOrDefault(text);
        bool came = await RealTime.EventuallyAsync(() => Count() > before);
        _lastSeen[text] = Count();
        return came ? null : $"no line of the log says \"{text}\"";

        int Count() => _log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    private async Task<string?> LookAsync()
    {
        try
        {
            var snapshot = await _loop!.SnapshotAsync(CancellationToken.None).WaitAsync(RealTime.Limit);
            return snapshot is null ? "nothing to look at" : null;
        }
        catch (IpvsException) when (_table.OutOfReach)
        {
            return null;
        }
    }

    /// <summary>All errors have ended: within a minute of the director's time the table is as the rules say.</summary>
    private async Task<string?> SettleAsync()
    {
        _table.OutOfReach = false;
        _table.Refuses = _ => false;
        if (await TakenUpAsync() is { } notTakenUp)
            return notTakenUp;
        // What repair corrects is judged like the rest, unless it has given way to the operator.
        bool givesWay = _log.Lines.Any(line => line.StartsWith("Somebody else keeps changing", StringComparison.Ordinal));
        var mode = givesWay ? RepairMode.No : _inForce.Repair.Mode;
        var rules = new SequenceLaws(
            _scene, _files, mode == RepairMode.All ? new HashSet<(ServiceId, IPEndPoint)>() : _hand.Touched,
            mode == RepairMode.No ? _hand.Cleared : new HashSet<ServiceId>());
        string? wrong = null;
        for (int round = 0; round < 50; round++)
        {
            await QuietAsync();
            // Long enough for a probe that hangs, and the pause after it; so often that every failure has been counted.
            _time.Advance(Scene.Interval);
            await QuietAsync();
            _time.Advance(Scene.Deadline);
            await QuietAsync();
            if (await LookAsync() is { } failed)
                return failed;
            wrong = rules.WhatIsWrong(_inForce, _table.Now()) ?? SequenceLaws.WhatIsElsewhere(_table.Now(), _inForce, _hand.Foreign)
                ?? rules.WhatIsHeld(_inForce) ?? await WhatDiffersAsync();
            if (wrong is null && round >= 4)
                return null;
        }

        return wrong;
    }

    /// <summary>A plan that was applied is a plan without changes.</summary>
    private async Task<string?> WhatDiffersAsync()
    {
        if (_hand.Touched.Count > 0 || _hand.Cleared.Count > 0)
            return null;
        var comparison = (await _loop!.SnapshotAsync(CancellationToken.None)).Comparison!;
        return comparison.Now is [var difference, ..] ? $"still to be done: {difference}" : null;
    }

    /// <summary>Waits until each probe has come to its pause, or hangs, and what they found is decided and written.</summary>
    private async Task QuietAsync()
    {
        await RealTime.EventuallyAsync(() =>
            _time.Pauses + Math.Min(_scene.Backends.Sum(backend => backend.Hanging), _time.Deadlines) >= Scene.Probes(_inForce));
        await LookAsync();
    }
}
