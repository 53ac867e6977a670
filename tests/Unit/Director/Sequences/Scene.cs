using System.Collections.Immutable;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>
/// What the sequences play with: a few real servers whose health the test sets, and configurations of them, the same one for the same seed.
/// </summary>
internal sealed class Scene(string maintenanceDirectory)
{
    public const int Servers = 6;

    /// <summary>From a probe's end to the next one's start.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Of a probe.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>A service of the operator's own, which no configuration names.</summary>
    public static readonly ServiceEntry Foreign = new(
        new Service(ServiceId.Tcp(IPEndPoint.Parse("10.9.0.1:80")), "rr"),
        new DestinationEntry(new Destination(IPEndPoint.Parse("10.9.1.1:80"), ForwardingMethod.Gate, 3)));

    private static readonly ServiceId[] s_ids =
        [ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80")), ServiceId.Udp(IPEndPoint.Parse("10.0.0.1:80")), ServiceId.Mark(7),
            ServiceId.Tcp(IPEndPoint.Parse("10.0.0.2:443"))];

    private static readonly string[] s_schedulers = ["rr", "wrr", "wrr", "sh", "mh", "dh"];

    public PlayedServer[] Backends { get; } = [.. Enumerable.Range(0, Servers).Select(_ => new PlayedServer())];

    public string MaintenanceDirectory => maintenanceDirectory;

    public static IPAddress Address(int server) => IPAddress.Parse($"10.0.1.{server + 1}");

    public DirectorConfig Empty => new()
    {
        Path = "sequence.cf",
        VirtualServices = [],
        LogFile = "/var/log/ldirectord.log",
        Mail = MailSettings.None,
        MaintenanceDirectory = maintenanceDirectory,
    };

    /// <param name="before">Half of the configurations leave some of its services as they are.</param>
    public DirectorConfig Configuration(int seed, DirectorConfig before)
    {
        var random = new Random(seed);
        var kept = before.VirtualServices.Where(_ => seed % 2 == 0 && random.Next(3) > 0).ToDictionary(service => service.Id);
        return Empty with
        {
            VirtualServices = [.. s_ids.Where(_ => random.Next(3) > 0).Select(id => kept.GetValueOrDefault(id) ?? Service(id, random))],
            ReaddQuiescent = random.Next(3) == 0,
            Repair = new RepairSettings((RepairMode)random.Next(3), random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 5))),
        };
    }

    /// <summary>Distinct probes of a configuration.</summary>
    public static int Probes(DirectorConfig config) =>
        config.VirtualServices.Where(service => !service.IsOff)
            .SelectMany(service => service.RealServers, (service, server) => (server.Check, service.CheckInterval,
                Retry: service.Pace.RetryInterval ?? service.CheckInterval, Down: service.Pace.DownInterval ?? service.CheckInterval))
            .Distinct().Count();

    private VirtualService Service(ServiceId id, Random random)
    {
        bool isPersistent = random.Next(6) == 0;
        var servers = Enumerable.Range(0, Servers).Where(_ => random.Next(2) == 0)
            .Select(i => Server(i, random.Next(8) == 0 ? 0 : random.Next(1, 4), random.Next(4) == 0 ? ForwardingMethod.Masq
                : ForwardingMethod.Gate)).ToImmutableArray();
        string scheduler = s_schedulers[random.Next(s_schedulers.Length)];
        var flags = (isPersistent ? ServiceFlags.Persistent : ServiceFlags.None)
            | (scheduler is "sh" or "mh" && random.Next(2) == 0 ? ServiceFlags.Scheduler1 : ServiceFlags.None);
        return new VirtualService
        {
            Service = new Service(id, scheduler, flags, isPersistent ? 60u : 0),
            RealServers = servers,
            Fallback = random.Next(4) switch
            {
                0 => null,
                // The fallback may be one of the real servers.
                1 when servers.Length > 0 => servers[0].Destination with { Weight = 1, Method = ForwardingMethod.Gate },
                _ => new Destination(IPEndPoint.Parse("10.0.9.9:80"), ForwardingMethod.Gate, 1),
            },
            Quiescent = random.Next(2) == 0,
            CleanStop = random.Next(3) > 0,
            FailureCount = random.Next(1, 4),
            IsOff = random.Next(12) == 0,
            CheckInterval = Interval,
            Quorum = random.Next(4) > 0 ? QuorumSettings.Default : new QuorumSettings(
                new ServerShare(random.Next(1, 4), IsPercent: false), random.Next(2) == 0 ? null : new ServerShare(75, IsPercent: true),
                (LostMode)random.Next(3)),
            SlowStart = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 5)) : TimeSpan.Zero,
            Mail = MailSettings.None,
            Pace = Pace(random),
        };
    }

    private static PaceSettings Pace(Random random) => random.Next(2) == 0 ? PaceSettings.Default : new PaceSettings
    {
        SuccessCount = random.Next(1, 4),
        RetryInterval = random.Next(2) == 0 ? TimeSpan.FromMilliseconds(500) : null,
        DownInterval = random.Next(2) == 0 ? TimeSpan.FromSeconds(2) : null,
    };

    private RealServer Server(int number, int weight, ForwardingMethod method)
    {
        var endPoint = new IPEndPoint(Address(number), 80);
        return new RealServer(endPoint, new Destination(endPoint, method, weight), new PlayedCheck(endPoint, Backends[number], Deadline));
    }
}

/// <summary>A real server whose health the test sets.</summary>
internal sealed class PlayedServer
{
    private int _hanging;
    private bool _hasPassed;

    /// <summary>No probe has passed since now.</summary>
    public void ForgetPasses() => Volatile.Write(ref _hasPassed, false);

    /// <summary>Null: probes hang.</summary>
    public StatusCode? Code { get; set; } = StatusCode.ResponseOk;

    /// <summary>Whether a probe has passed.</summary>
    public bool HasPassed => Volatile.Read(ref _hasPassed);

    /// <summary>Probes that hang now.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    public async ValueTask<CheckResult> ProbeAsync(CancellationToken ct)
    {
        if (Code is { } code)
        {
            Volatile.Write(ref _hasPassed, HasPassed || code.Status() == CheckStatus.Passed);
            return new CheckResult(code, "as played");
        }

        Interlocked.Increment(ref _hanging);
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
            return default;
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }
}

internal sealed record PlayedCheck(IPEndPoint Target, PlayedServer Backend, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Backend.ProbeAsync(ct);
}
