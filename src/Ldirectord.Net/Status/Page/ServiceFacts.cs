using System.Globalization;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The words for one service. page.js has the same rules under the same names.</summary>
internal static class ServiceFacts
{
    /// <summary>"TCP", "UDP", "SCTP", "FWM": the first word of ipvsadm's line.</summary>
    public static string Protocol(ServiceReport service) => Word(service, 0);

    /// <summary>"10.0.0.1:80", or the firewall mark.</summary>
    public static string Address(ServiceReport service) => Word(service, 1);

    /// <summary>Scheduler and flags: "wrr persistent 300".</summary>
    public static string Flags(ServiceReport service) => string.Join(' ', Words(service).Skip(2));

    public static int Up(ServiceReport service) => Real(service).Count(ServerFacts.IsUp);

    public static int Total(ServiceReport service) => Real(service).Count();

    public static bool IsPersistent(ServiceReport service) => Words(service).Contains("persistent");

    /// <summary>Why the service as a whole is not fine, in sentences; empty if it is.</summary>
    public static IEnumerable<string> Troubles(ServiceReport service)
    {
        if (service.Lost is { } lost)
            yield return $"lost: {lost}";
        if (service.Kept is { } kept)
            yield return $"failed servers kept: {kept}";
        if (!service.InTable)
            yield return "not in the kernel's table";
        foreach (var fallback in service.Servers.Where(server => server is { Health: ReportedHealth.Fallback, Weight: not null }))
            yield return $"fallback {fallback.Real} active";
    }

    /// <summary>"active", "standby", "suspended"; null if no other director may be active.</summary>
    public static string? Role(ServiceReport service) => service.Role?.ToString().ToLowerInvariant();

    /// <summary>Fewer servers are up than the service needs (minservers), or the kernel does not have it.</summary>
    public static bool IsLost(ServiceReport service) =>
        service.Lost is not null || !service.InTable || (Total(service) > 0 && Up(service) == 0);

    public static Concern ConcernOf(ServiceReport service, DateTimeOffset now) =>
        IsLost(service) || service.Kept is not null ? Concern.Bad
            : service.Servers.Select(server => ServerFacts.ConcernOf(server, now)).DefaultIfEmpty(Concern.Fine).Min();

    /// <summary>"412 conn/s · 3.1 GB in · 12 GB out"; where answers do not pass this machine it says so in place of 0.</summary>
    public static string Traffic(ServiceReport service)
    {
        var parts = new List<string>();
        if (service.Curve is [.., var now])
            parts.Add($"{Spans.Rate(now)} conn/s");
        if (service.Traffic is { } traffic)
        {
            parts.Add($"{Spans.Bytes(traffic.BytesIn)} in");
            parts.Add(service.AnswersPass ? $"{Spans.Bytes(traffic.BytesOut)} out" : "answers do not pass here");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>"3 of 4 up".</summary>
    public static string UpOf(ServiceReport service) =>
        string.Create(CultureInfo.InvariantCulture, $"{Up(service)} of {Total(service)} up");

    private static IEnumerable<ServerReport> Real(ServiceReport service) => service.Servers.Where(server => !server.Fallback);

    private static string[] Words(ServiceReport service) => service.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Word(ServiceReport service, int index) => Words(service) is var words && words.Length > index ? words[index] : "";
}
