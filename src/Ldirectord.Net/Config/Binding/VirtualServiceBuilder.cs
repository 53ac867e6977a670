using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Makes the virtual service of a section whose lines are understood, with the file's defaults where the section says nothing.</summary>
internal sealed class VirtualServiceBuilder(GlobalDirectives global)
{
    /// <param name="textFingerprint">Of the section's text, if that says everything.</param>
    public VirtualService Build(BoundSection section, ulong? textFingerprint)
    {
        var settings = section.Settings;
        var own = settings.Shared;
        var shared = global.Shared;
        var checks = new CheckBinder(section.Id, settings, shared);
        return new VirtualService
        {
            TextFingerprint = textFingerprint,
            Service = BuildService(section),
            RealServers = [.. section.RealServers.Select(server =>
                new RealServer(server.EndPoint, server.Destination, checks.Bind(server))
                {
                    MonitorId = settings.MonitorFile is null ? null : MonitorFileId.Of(section.Id, settings, CheckBinder.ServiceOf(section.Id, settings), server),
                })],
            Fallback = BuildFallback(section),
            FallbackCommand = own.FallbackCommand ?? shared.FallbackCommand,
            IsOff = settings.Check.CheckType.Kind == CheckKind.Off,
            Quiescent = own.Quiescent ?? shared.Quiescent ?? false,
            CleanStop = own.CleanStop ?? shared.CleanStop ?? true,
            FailureCount = own.FailureCount ?? shared.FailureCount ?? 1,
            CheckInterval = own.CheckInterval ?? shared.CheckInterval ?? TimeSpan.FromSeconds(10),
            CertificateWarningDays = settings.Tls.WarningDays,
            MonitorFile = settings.MonitorFile,
            Mail = BuildMail(own, settings.ServiceName, settings.Comment),
        };
    }

    private static Service BuildService(BoundSection section)
    {
        var settings = section.Settings;
        var flags = section.SchedulerFlags;
        if (settings.Persistence is not null)
            flags |= ServiceFlags.Persistent;
        if (settings.OnePacket && section.Id.Protocol == TransportProtocol.Udp)
            flags |= ServiceFlags.OnePacket;
        byte whole = section.Id.Family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32;
        byte netmask = settings.Persistence is null ? whole : settings.NetmaskBits ?? whole;
        return new Service(section.Id, settings.Scheduler, flags, settings.Persistence ?? 0, netmask);
    }

    private Destination? BuildFallback(BoundSection section)
    {
        if ((section.Fallback ?? global.FallbackOf(section.Id.Family)) is not { } fallback)
            return null;
        int port = fallback.Port >= 0 ? fallback.Port : section.Id.EndPoint?.Port ?? 0;
        port = ForwardingMethodNames.KernelPort(section.Id, fallback.Method, port);
        return new Destination(new IPEndPoint(fallback.Address, port), fallback.Method, Weight: 1);
    }

    /// <summary>The file's own settings of mail.</summary>
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
