using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>The meaning of a whole file: reads all of it, then fills in the defaults, which a virtual service may have above or below it.</summary>
internal sealed class ConfigBinder
{
    private readonly Report _report;
    private readonly GlobalSettings _global;
    private readonly SectionBinder _sections;
    private readonly List<BoundSection> _bound = [];

    private ConfigBinder(Report report)
    {
        var names = new Names();
        _report = report;
        _global = new GlobalSettings(names, report);
        _sections = new SectionBinder(names, report);
    }

    public static DirectorConfig? Bind(string path, ImmutableArray<Statement> statements, Report report)
    {
        var binder = new ConfigBinder(report);
        foreach (var statement in statements)
        {
            if (statement is not Section section)
                binder._global.Bind(statement.Head);
            else if (binder._sections.Bind(section) is { } bound)
                binder._bound.Add(bound);
        }

        return report.HasErrors ? null : binder.Build(path);
    }

    private DirectorConfig Build(string path) => new()
    {
        Path = path,
        VirtualServices = [.. _bound.Select(BuildVirtualService)],
        AutoReload = _global.AutoReload,
        Callback = _global.Callback,
        LogFile = _global.LogFile ?? "/var/log/ldirectord.log",
        Execute = _global.Execute.ToImmutable(),
        Supervised = _global.Supervised,
        ReaddQuiescent = _global.ReaddQuiescent,
        MaintenanceDirectory = _global.MaintenanceDirectory,
        Mail = BuildMail(new SharedSettings(), null, null),
    };

    private VirtualService BuildVirtualService(BoundSection section)
    {
        var settings = section.Settings;
        var own = settings.Shared;
        var global = _global.Shared;
        var checks = new CheckBinder(section.Id, settings, global);
        CheckAdvice.Give(section, _report);
        return new VirtualService
        {
            Line = section.Syntax.Head.Number,
            Service = BuildService(section),
            RealServers = [.. section.RealServers.Select(server =>
                new RealServer(server.EndPoint, server.Destination, checks.Bind(server), server.Line.Number)
                {
                    MonitorId = settings.MonitorFile is null ? null : MonitorId.Of(section.Id, settings, CheckBinder.ServiceOf(section.Id, settings), server),
                })],
            Fallback = BuildFallback(section),
            FallbackCommand = own.FallbackCommand ?? global.FallbackCommand,
            IsOff = settings.Check.CheckType.Kind == CheckKind.Off,
            Quiescent = own.Quiescent ?? global.Quiescent ?? false,
            CleanStop = own.CleanStop ?? global.CleanStop ?? true,
            FailureCount = own.FailureCount ?? global.FailureCount ?? 1,
            CheckInterval = own.CheckInterval ?? global.CheckInterval ?? TimeSpan.FromSeconds(10),
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
        if ((section.Fallback ?? _global.FallbackOf(section.Id.Family)) is not { } fallback)
            return null;
        int port = fallback.Port >= 0 ? fallback.Port : section.Id.EndPoint?.Port ?? 0;
        port = ForwardingMethods.KernelPort(section.Id, fallback.Method, port);
        return new Destination(new IPEndPoint(fallback.Address, port), fallback.Method, Weight: 1);
    }

    private MailSettings BuildMail(SharedSettings own, string? serviceName, string? comment)
    {
        var global = _global.Shared;
        return new MailSettings(
            own.EmailAlert ?? global.EmailAlert ?? [],
            _global.EmailAlertFrom,
            own.Smtp ?? global.Smtp,
            own.EmailAlertFrequency ?? global.EmailAlertFrequency ?? TimeSpan.Zero,
            own.EmailAlertStatus ?? global.EmailAlertStatus ?? DaemonPhases.All,
            serviceName,
            comment,
            own.EmailAlertDigest ?? global.EmailAlertDigest ?? true);
    }
}
