using System.Collections.Immutable;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Support;

/// <summary>A backend whose health a test sets; its checks answer at once, or hang.</summary>
internal sealed class Backend
{
    private volatile string? _failure;
    private int _probes;

    public bool Hangs { get; set; }

    /// <summary>Each answer waits for it.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Of the certificate that a passed check brings.</summary>
    public DateTime? CertificateExpires { get; set; }

    public int Probes => Volatile.Read(ref _probes);

    public void Die(string reason = "connection refused") => _failure = reason;

    public void Return() => _failure = null;

    public async ValueTask<CheckResult> ProbeAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _probes);
        if (Hangs)
            await Task.Delay(Timeout.Infinite, ct);
        await Hold;
        return _failure is { } reason
            ? new CheckResult(StatusCode.ConnectRefused, reason)
            : new CheckResult(StatusCode.ResponseOk, "fine") { CertificateExpires = CertificateExpires };
    }
}

internal sealed record BackendCheck(IPEndPoint Target, Backend Backend, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "test";

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Backend.ProbeAsync(ct);
}

/// <summary>Configurations for tests, as short as what matters in them.</summary>
internal static class Configs
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    public static IPEndPoint EndPoint(string text) => IPEndPoint.Parse(text);

    public static Destination Destination(string endPoint, int weight = 1) => new(EndPoint(endPoint), ForwardingMethod.Masq, weight);

    public static RealServer Real(string endPoint, Backend? backend = null, int weight = 1) =>
        new(
            EndPoint(endPoint), Destination(endPoint, weight),
            new BackendCheck(EndPoint(endPoint), backend ?? new Backend(), CheckTimeout));

    public static VirtualService Virtual(string endPoint, params ImmutableArray<RealServer> servers) => new()
    {
        Service = new Service(ServiceId.Tcp(EndPoint(endPoint)), "wrr"),
        RealServers = servers,
        Quiescent = false,
        CleanStop = true,
        FailureCount = 1,
        CheckInterval = Interval,
        Mail = MailSettings.None,
    };

    public static DirectorConfig Of(params ImmutableArray<VirtualService> services) => new()
    {
        Path = "/etc/ha.d/ldirectord.cf",
        VirtualServices = services,
        LogFile = "/var/log/ldirectord.log",
        Mail = MailSettings.None,
    };

    /// <summary>A server in the given state; in maintenance if null.</summary>
    public static ServerView View(ServerState? state) => state is { } known
        ? new ServerView(new ServerHealth(known))
        : new ServerView(new ServerHealth(ServerState.Unknown), AdminState.Maintenance);
}
