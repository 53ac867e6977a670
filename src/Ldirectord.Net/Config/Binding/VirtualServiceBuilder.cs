using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Builds the virtual service of a bound section; directives that the section does not set have the file's defaults.</summary>
internal sealed class VirtualServiceBuilder(GlobalDirectives global)
{
    /// <param name="names">Has looked up the section's names.</param>
    /// <param name="textFingerprint">Hash of the section's text; null if the service depends on more than text and defaults.</param>
    public VirtualService Build(BoundSection section, NameResolver names, ulong? textFingerprint)
    {
        var service = Build(section, textFingerprint);
        return section.Names.IsEmpty ? service : service with
        {
            Names = new ResolvedNames(section.Names, answers =>
            {
                var others = new NameResolver(names, answers);
                return Build(section.With(others), others, null);
            }),
        };
    }

    /// <summary>Without the names, whose addresses stay as they are.</summary>
    public VirtualService Build(BoundSection section, ulong? textFingerprint)
    {
        var directives = section.Directives;
        var own = directives.Shared;
        var shared = global.Shared;
        var timeouts = CheckTimeouts.Of(own, shared);
        var checks = new CheckBinder(section, timeouts, directives.Way.PathOf(global.Way, section.Id.Family));
        var checkInterval = own.CheckInterval ?? shared.CheckInterval ?? TimeSpan.FromSeconds(10);
        return new VirtualService
        {
            TextFingerprint = textFingerprint,
            Service = BuildService(section),
            RealServers = [.. section.RealServers.Select(server =>
                new RealServer(server.EndPoint, server.Destination, checks.Bind(server))
                {
                    Name = server.Name,
                    Agent = BuildAgent(directives.Weights, server, timeouts),
                    MonitorId = directives.MonitorFile is null ? null : MonitorFileId.Of(section, server),
                })],
            Fallback = BuildFallback(section),
            FallbackCommand = own.FallbackCommand ?? shared.FallbackCommand,
            IsOff = directives.Check.CheckType.Kind == CheckKind.Off,
            Quiescent = IsQuiescent(directives),
            CleanStop = own.CleanStop ?? shared.CleanStop ?? true,
            FailureCount = own.FailureCount ?? shared.FailureCount ?? 1,
            CheckInterval = checkInterval,
            Quorum = QuorumDirectives.Settings(own.Quorum, shared.Quorum),
            Pace = PaceDirectives.Settings(own.Pace, shared.Pace),
            SlowStart = SlowStartOf(directives),
            DrainLimit = own.DrainLimit ?? shared.DrainLimit ?? VirtualService.DefaultDrainLimit,
            AgentInterval = directives.Weights.AgentInterval ?? checkInterval,
            CertificateWarningDays = directives.Tls.WarningDays,
            Watch = directives.Watch.Mode,
            Active = ActiveOf(section),
            Standby = own.Activity.Standby ?? shared.Activity.Standby ?? StandbyMode.Ready,
            Announce = section.Id.EndPoint is null ? null : AnnounceDirective.Of(own.Announce, shared.Announce),
            MonitorFile = directives.MonitorFile,
            Mail = BuildMail(own, directives.ServiceName, directives.Comment),
        };
    }

    /// <summary>Whether the section's failed servers get weight 0 instead of being removed.</summary>
    public bool IsQuiescent(SectionDirectives section) => section.Shared.Quiescent ?? global.Shared.Quiescent ?? false;

    /// <summary>The slowstart of a section.</summary>
    public TimeSpan SlowStartOf(SectionDirectives section) =>
        section.Shared.SlowStart ?? global.Shared.SlowStart ?? TimeSpan.Zero;

    // A firewall mark without an address was refused.
    private ActiveCondition ActiveOf(BoundSection section) =>
        (section.Directives.Shared.Activity.Active ?? global.Shared.Activity.Active)?.For(section.Id) ?? ActiveCondition.Always;

    private static AgentQuestion? BuildAgent(WeightDirectives weights, BoundRealServer server, CheckTimeouts timeouts) =>
        weights.AgentFileOf(server.EndPoint) is { } path ? new AgentFileCheck(server.EndPoint, timeouts.Check, path)
        : weights.AgentPort is { } port
            ? new AgentCheck(new IPEndPoint(weights.AgentAddress ?? server.EndPoint.Address, port), timeouts.Check, weights.AgentSend ?? "")
            : null;

    private static Service BuildService(BoundSection section)
    {
        var directives = section.Directives;
        var flags = section.SchedulerFlags;
        if (directives.Persistence is not null)
            flags |= ServiceFlags.Persistent;
        if (directives.OnePacket && section.Id.Protocol == TransportProtocol.Udp)
            flags |= ServiceFlags.OnePacket;
        byte whole = section.Id.Family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32;
        byte netmask = directives.Persistence is null ? whole : directives.NetmaskBits ?? whole;
        return new Service(section.Id, directives.Scheduler, flags, directives.Persistence ?? 0, netmask)
        {
            PersistenceEngine = directives.PersistenceEngineLine is null ? null : KernelLimits.PersistenceEngine,
        };
    }

    private Destination? BuildFallback(BoundSection section)
    {
        if ((section.Fallback ?? global.FallbackOf(section.Id.Family)) is not { } fallback)
            return null;
        int port = fallback.Port >= 0 ? fallback.Port : section.Id.EndPoint?.Port ?? 0;
        port = ForwardingMethodNames.KernelPort(section.Id, fallback.Method, port);
        return new Destination(new IPEndPoint(fallback.Address, port), fallback.Method, Weight: 1);
    }

    /// <summary>The file's own mail settings.</summary>
    public MailSettings BuildMail() => BuildMail(new SharedDirectives(), null, null);

    private MailSettings BuildMail(SharedDirectives own, string? serviceName, string? comment)
    {
        var shared = global.Shared;
        return new MailSettings(
            own.EmailAlert ?? shared.EmailAlert ?? [],
            global.EmailAlertFrom,
            own.Smtp ?? shared.Smtp,
            own.EmailAlertFrequency ?? shared.EmailAlertFrequency ?? TimeSpan.Zero,
            own.EmailAlertStatus ?? shared.EmailAlertStatus ?? DaemonPhases.All,
            serviceName,
            comment,
            own.EmailAlertDigest ?? shared.EmailAlertDigest ?? true);
    }
}
