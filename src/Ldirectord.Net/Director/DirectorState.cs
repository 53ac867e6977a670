using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>What the director knows. Used on the loop's thread alone.</summary>
/// <param name="config">The configuration of the start; <see cref="ConfigActivation"/> makes it active.</param>
internal sealed class DirectorState(DirectorConfig config, DateTimeOffset startedAt)
{
    private (UpCount Services, UpCount Servers)? _counts;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>The active configuration.</summary>
    public DirectorConfig Config { get; private set; } = config;

    /// <summary>The virtual services of the active configuration.</summary>
    public IReadOnlyDictionary<ServiceId, VirtualService> Services { get; private set; } = new Dictionary<ServiceId, VirtualService>();

    public ServerRegistry Servers { get; } = new();

    public CheckStatistics Checks { get; } = new();

    public TableStatistics Operations { get; } = new();

    public ReloadStatistics Reloads { get; set; } = ReloadStatistics.OfStart(startedAt);

    public EventBuffer Events { get; } = new(startedAt);

    /// <summary>What was last seen in maintenancedir.</summary>
    public MaintenanceChanged Maintenance { get; set; } = MaintenanceChanged.None;

    /// <summary>Reads the kernel's settings as they are now.</summary>
    public Func<KernelSettings> KernelSettings { get; set; } = () => Ipvs.KernelSettings.Unknown;

    public DrainEnds DrainEnds { get; } = new();

    public DaemonPhases Phase { get; set; } = DaemonPhases.Starting;

    /// <summary>Probes of the first configuration that have no result yet.</summary>
    public HashSet<ProbeKey> FirstRound { get; } = [];

    public void Activate(DirectorConfig next, IReadOnlyDictionary<ServiceId, VirtualService> services)
    {
        (Config, Services) = (next, services);
        ForgetCounts();
    }

    /// <summary>How many services and servers are up. Kept until the next change: it is asked for every second.</summary>
    public (UpCount Services, UpCount Servers) CountUp() => _counts ??= Servers.CountUp(Config);

    /// <summary>How often the state of a server has changed, or the configuration.</summary>
    public long Changes { get; private set; }

    /// <summary>To be called when a server's state changes.</summary>
    public void ForgetCounts()
    {
        _counts = null;
        Changes++;
    }
}
