using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Support;

/// <summary>A director at work on a table in memory, with a clock that the test moves.</summary>
internal sealed class RunningDirector : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly DirectorLoop _loop;
    private readonly Task _running;

    /// <param name="shadowed">The kernel's table, kept by another, while this director is a dry run.</param>
    public RunningDirector(DirectorConfig config, RecordingIpvs? table = null, Func<IPAddress, Task<string?>>? resolve = null,
        RecordingIpvs? shadowed = null, PlayedAddresses? addresses = null, PlayedInterfaces? interfaces = null,
        PlayedNames? names = null)
    {
        Table = table ?? new RecordingIpvs();
        File = new ConfigResult(config, []);
        ReadFile = () => File;
        var options = new DirectorOptions
        {
            ConfigSource = new DelegateConfigSource(_ => ReadFile()),
            ProbeTime = Time,
            CountServices = Table.CountServices,
            SendMail = (route, text, _) =>
            {
                Mails.Enqueue((route, text));
                return Task.CompletedTask;
            },
        };
        if (shadowed is not null)
            options = options with { DryRun = true, KernelTable = shadowed.Read };
        options = options with { WatchAddresses = (addresses ?? new PlayedAddresses()).Watch, Announce = interfaces?.Kernel };
        if (names is not null)
            options = options with { ResolveServers = names.AskAsync };
        if (resolve is not null)
            options = options with { ResolveName = (address, _) => resolve(address) };
        _loop = new DirectorLoop(config, Table, options, Log, Time);
        _running = Task.Run(() => _loop.RunAsync(_stopping.Token));
    }

    public DirectorLoop Loop => _loop;

    public ManualTime Time { get; } = new();

    public RecordingIpvs Table { get; }

    public RecordingLog Log { get; } = new();

    /// <summary>Mails sent so far.</summary>
    public ConcurrentQueue<(MailRoute Route, MailText Text)> Mails { get; } = new();

    /// <summary>What reading the configuration anew brings.</summary>
    public ConfigResult File { get; set; }

    /// <summary>How it is read.</summary>
    public Func<ConfigResult> ReadFile { get; set; }

    /// <summary>
    /// "10.0.1.1:80 3" for each destination of the service, sorted; "-" if there is none, null if the service is not in the table.
    /// </summary>
    public string? In(VirtualService service)
    {
        var entry = Table.Read([service.Id]).SingleOrDefault();
        return entry is null ? null
            : entry.Destinations.IsEmpty ? "-"
            : string.Join(", ", entry.Destinations.Select(d => $"{d.Destination.EndPoint} {d.Destination.Weight}").Order());
    }

    public Task FirstRoundAsync() => _loop.FirstRound.WaitAsync(TimeSpan.FromSeconds(60));

    public Task<DirectorSnapshot> SnapshotAsync() => _loop.SnapshotAsync(CancellationToken.None);

    public EventBuffer Events => _loop.Events;

    public Task<LivenessReport> PulseAsync(CancellationToken ct) => _loop.PulseAsync(ct);

    /// <summary>Waits until the loop has ended what it was at: the table changes before the log line of the change is written.</summary>
    public Task TurnAsync() => Task.WhenAny(_running, _loop.PulseAsync(CancellationToken.None));

    /// <summary>
    /// Moves the clock step by step until the condition holds; fails after <paramref name="within"/> of the director's time. A step takes
    /// a few milliseconds of real time, so minutes are passed in longer steps.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan within)
    {
        var step = within > TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed <= within; passed += step)
        {
            // What the last step set off has its moment of real time to arrive.
            for (var i = 0; i < 4 && !condition(); i++)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            if (condition())
            {
                await TurnAsync();
                return;
            }

            Time.Advance(step);
        }

        Assert.Fail($"not within {within}; log:\n{string.Join('\n', Log.Lines)}");
    }

    public void Reload(ConfigResult file)
    {
        File = file;
        _loop.RequestReload();
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _loop.Dispose();
        _stopping.Dispose();
    }
}

/// <summary>A table in memory that remembers every operation, and can refuse or be out of reach.</summary>
internal sealed class RecordingIpvs(params ImmutableArray<ServiceEntry> services) : IIpvs
{
    private readonly InMemoryIpvs _table = new(new IpvsTable(services));

    public ConcurrentQueue<IpvsOperation> Applied { get; } = [];

    /// <summary>Operations for which this is true are refused.</summary>
    public Func<IpvsOperation, bool> Refuses { get; set; } = _ => false;

    public bool OutOfReach { get; set; }

    /// <summary>Active connections of every destination.</summary>
    public uint ActiveConnections { get; set; }

    /// <summary>Called at the beginning of each reading of the whole table.</summary>
    public Action BeforeReadingAll { get; set; } = () => { };

    /// <summary>Readings of the whole table.</summary>
    public int WholeReads { get; private set; }

    /// <summary>Times that the number of services was asked for.</summary>
    public int Counts { get; private set; }

    /// <summary>As the kernel answers: services of IPv4.</summary>
    public int? CountServices()
    {
        Counts++;
        lock (_table)
            return _table.Read().Services.Count(entry => entry.Service.Id.Family == AddressFamily.InterNetwork);
    }

    public IpvsTable Read()
    {
        WholeReads++;
        BeforeReadingAll();
        return ReadAll();
    }

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => [.. ids.Select(ReadAll().Find).OfType<ServiceEntry>()];

    private IpvsTable ReadAll()
    {
        if (OutOfReach)
            throw new IpvsException("out of reach");
        lock (_table)
        {
            return new IpvsTable(_table.Read().Services.Select(entry => entry with
            {
                Destinations = [.. entry.Destinations.Select(d => d with { ActiveConnections = ActiveConnections })],
            }));
        }
    }

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations)
    {
        lock (_table)
        {
            return
            [
                .. operations.Select(operation =>
                {
                    Applied.Enqueue(operation);
                    return Refuses(operation) ? "refused" : _table.Apply([operation])[0];
                }),
            ];
        }
    }
}
