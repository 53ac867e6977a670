using System.Collections.Immutable;
using System.Net;
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

    /// <summary>Distinct probes of a configuration, of agents too.</summary>
    public static int Probes(DirectorConfig config) =>
        config.VirtualServices.Where(service => !service.IsOff)
            .SelectMany(service => service.RealServers, (service, server) => (server.Check, service.CheckInterval,
                Retry: service.Pace.RetryInterval ?? service.CheckInterval, Down: service.Pace.DownInterval ?? service.CheckInterval))
            .Distinct().Count()
        + config.VirtualServices.Where(service => !service.IsOff)
            .SelectMany(service => service.RealServers, (service, server) => (server.Agent, service.AgentInterval))
            .Where(agent => agent.Agent is not null).Distinct().Count();

    /// <summary>The server with this address.</summary>
    public PlayedServer At(IPAddress address) => Backends[Number(address)];

    public static int Number(IPAddress address) => Enumerable.Range(0, Servers).Single(i => Address(i).Equals(address));

    private VirtualService Service(ServiceId id, Random random)
    {
        bool isPersistent = random.Next(6) == 0;
        bool hasAgents = random.Next(3) == 0;
        var servers = Enumerable.Range(0, Servers).Where(_ => random.Next(2) == 0)
            .Select(i => Server(i, random.Next(8) == 0 ? 0 : random.Next(1, 4), random.Next(4) == 0 ? ForwardingMethod.Masq
                : ForwardingMethod.Gate, hasAgents)).ToImmutableArray();
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
            AgentInterval = random.Next(2) == 0 ? Interval : 2 * Interval,
            Watch = random.Next(3) == 0 ? WatchMode.Connection : WatchMode.No,
            Quorum = random.Next(4) > 0 ? QuorumSettings.Default : new QuorumSettings(
                new ServerShare(random.Next(1, 4), IsPercent: false), random.Next(2) == 0 ? null : new ServerShare(75, IsPercent: true),
                (LostMode)random.Next(3))
            {
                KeepPercent = random.Next(2) == 0 ? 0 : random.Next(1, 101),
            },
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

    private RealServer Server(int number, int weight, ForwardingMethod method, bool hasAgent)
    {
        var (endPoint, backend) = (new IPEndPoint(Address(number), 80), Backends[number]);
        return new RealServer(endPoint, new Destination(endPoint, method, weight), new PlayedCheck(endPoint, backend, Deadline))
        {
            Agent = hasAgent ? new PlayedAgent(endPoint, backend, Deadline) : null,
        };
    }
}
