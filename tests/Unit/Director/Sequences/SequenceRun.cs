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
    private readonly HashSet<int> _inMaintenance = [];
    private readonly HashSet<(ServiceId, IPEndPoint)> _touched = [];
    private readonly HashSet<ServiceId> _cleared = [];
    private volatile DirectorConfig _inForce;
    private ConfigResult _file;
    private DirectorConfig? _awaited;
    private ServiceEntry _foreign = Scene.Foreign;
    private DirectorLoop? _loop;
    private readonly Dictionary<string, int> _lastSeen = [];

    /// <param name="kernel">An empty table.</param>
    public SequenceRun(IIpvs kernel)
    {
        _table = new WatchedIpvs(kernel);
        _table.Manually(new AddService(_foreign.Service));
        _table.Manually(new AddDestination(_foreign.Service.Id, _foreign.Destinations[0].Destination));
        _scene = new Scene(_maintenanceDirectory);
        _inForce = _scene.Empty;
        _file = new ConfigResult(_inForce, []);
        _table.WhyNotServe = (id, server) => SequenceLaws.WhyNotServe([_inForce, _file.Config ?? _inForce], id, server);
    }

    /// <summary>See <see cref="WatchedIpvs.Sent"/>.</summary>
    public IReadOnlyList<(IpvsOperation Operation, string? Reason)> Sent => _table.Sent;

    /// <returns>What went wrong; null if nothing did.</returns>
    public async Task<string?> PlayAsync(ImmutableArray<Step> steps)
    {
        using var stopping = new CancellationTokenSource();
        var options = new DirectorOptions
        {
            ConfigSource = new DelegateConfigSource(_ => _file, applied: config => _inForce = config),
            ProbeTime = _time,
            CountServices = () => _table.Now().Services.Count(entry => entry.Service.Id.Family == AddressFamily.InterNetwork),
            ResolveName = (_, _) => Task.FromResult<string?>(null),
        };
        using var loop = _loop = new DirectorLoop(_inForce, _table, options, _log, _time);
        var running = Task.Run(() => loop.RunAsync(stopping.Token), CancellationToken.None);
        string? wrong = null;
        for (int i = 0; i < steps.Length && wrong is null; i++)
        {
            wrong = await TakeAsync(steps[i]) ?? _table.FirstFault;
            if (running.IsFaulted)
                wrong = running.Exception.ToString();
            if (wrong is not null)
                wrong = $"at step {i}, {steps[i]}: {wrong}";
        }

        _table.OutOfReach = false;
        _table.Refuses = _ => false;
        await QuietAsync();
        var before = _table.Now();
        await stopping.CancelAsync();
        await running.WaitAsync(RealTime.Limit);
        wrong ??= _table.FirstFault ?? SequenceLaws.WhatStopLeft(before, _table.Now(), _inForce)
            ?? LoggedChanges.Difference(_log.Lines, _table.Done, _table.Refusing);
        return wrong is null ? null : $"{wrong}\nits log ends:\n{string.Join('\n', _log.Lines.TakeLast(40))}";
    }

    public void Dispose() => Directory.Delete(_maintenanceDirectory, recursive: true);

    private async Task<string?> TakeAsync(Step step)
    {
        switch (step)
        {
            case Become(var server, var status):
                _scene.Backends[server].Code = status;
                return null;
            case Maintain(var server, var begin):
                return await MaintainAsync(server, begin);
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
                    TakeByHand(step);
                return null;
        }
    }

    private async Task<string?> MaintainAsync(int server, bool begin)
    {
        if (_table.OutOfReach)
            return null;
        string path = Path.Combine(_maintenanceDirectory, Scene.Address(server).ToString());
        if (begin)
            await File.WriteAllBytesAsync(path, []);
        else
            File.Delete(path);
        bool changes = begin ? _inMaintenance.Add(server) : _inMaintenance.Remove(server);
        if (changes && !begin)
            _scene.Backends[server].ForgetPasses();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < RealTime.Limit; await Task.Delay(1))
        {
            await QuietAsync();
            var seen = (await _loop!.SnapshotAsync(CancellationToken.None)).Services.SelectMany(service => service.Servers)
                .Where(shown => !shown.IsFallback && shown.Health != ReportedHealth.Off
                    && shown.EndPoint.Address.Equals(Scene.Address(server)));
            if (seen.All(shown => shown.Health == ReportedHealth.Maintenance == begin))
                return null;
            _time.Advance(MaintenanceWatcher.Interval);
        }

        return $"maintenance of server {server} was not noticed";
    }

    private void TakeByHand(Step step)
    {
        var services = _inForce.VirtualServices.Select(service => service.Id).ToList();
        switch (step)
        {
            case ManualForeign(var weight):
                _foreign = new ServiceEntry(
                    _foreign.Service, new DestinationEntry(_foreign.Destinations[0].Destination with { Weight = weight }));
                _table.Manually(new EditDestination(_foreign.Service.Id, _foreign.Destinations[0].Destination));
                break;
            case ManualClear:
                foreach (var id in services)
                {
                    _cleared.Add(id);
                    _table.Manually(new DeleteService(id));
                }

                break;
            case ManualAdd(var number) when services.Count > 0:
                var added = new Destination(IPEndPoint.Parse("10.0.5.5:80"), ForwardingMethod.Gate, 2);
                Touch(services[number % services.Count], added.EndPoint, new AddDestination(services[number % services.Count], added));
                break;
            case ManualWeight(var number, var place, var weight) when Destination(services, number, place) is var (id, destination):
                Touch(id, destination.EndPoint, new EditDestination(id, destination with { Weight = weight }));
                break;
            case ManualDelete(var number, var place) when Destination(services, number, place) is var (id, destination):
                Touch(id, destination.EndPoint, new DeleteDestination(id, destination.EndPoint));
                break;
        }
    }

    private void Touch(ServiceId id, IPEndPoint endPoint, IpvsOperation operation)
    {
        _touched.Add((id, endPoint));
        _table.Manually(operation);
    }

    private (ServiceId Id, Destination Destination)? Destination(List<ServiceId> services, int number, int place)
    {
        if (services.Count == 0 || _table.Now().Find(services[number % services.Count]) is not { Destinations.Length: > 0 } entry)
            return null;
        return (entry.Service.Id, entry.Destinations[place % entry.Destinations.Length].Destination);
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
        _touched.Clear();
        _cleared.Clear();
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
            _scene, _inMaintenance, mode == RepairMode.All ? new HashSet<(ServiceId, IPEndPoint)>() : _touched,
            mode == RepairMode.No ? _cleared : new HashSet<ServiceId>());
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
            wrong = rules.WhatIsWrong(_inForce, _table.Now()) ?? SequenceLaws.WhatIsElsewhere(_table.Now(), _inForce, _foreign);
            if (wrong is null && round >= 4)
                return null;
        }

        return wrong;
    }

    /// <summary>Waits until each probe has come to its pause, or hangs, and what they found is decided and written.</summary>
    private async Task QuietAsync()
    {
        await RealTime.EventuallyAsync(() =>
            _time.Pauses + Math.Min(_scene.Backends.Sum(backend => backend.Hanging), _time.Deadlines) >= Scene.Probes(_inForce));
        await LookAsync();
    }
}
