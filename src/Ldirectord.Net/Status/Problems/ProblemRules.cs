using System.Collections.Immutable;
using Ldirectord.Director;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>
/// What is not fine, and why: one rule for show --only-problems, show --watch and the page. A server that one of the states of
/// <see cref="Problem"/> holds for is not fine; a service is not fine if it, or one of its servers, is not. Off (checktype = off), a
/// fallback that stands by, a slow start, and failed checks of a server that is still up are fine; the page shows the last as a risk.
/// </summary>
internal static class ProblemRules
{
    /// <summary>The default of certwarndays.</summary>
    public static readonly TimeSpan CertificateSoon = TimeSpan.FromDays(14);

    /// <summary>What is not fine with the service itself.</summary>
    /// <param name="drift">The comparison with the kernel's table; null if there is none.</param>
    public static ImmutableArray<Problem> Of(ServiceReport service, DriftReport? drift)
    {
        var found = ImmutableArray.CreateBuilder<Problem>();
        if (!service.InTable)
            found.Add(Problem.NotInTable);
        if (service.Lost is not null)
            found.Add(Problem.Lost);
        if (drift is not null && drift.Now.Any(difference => Names(difference, OptionOf(service.Virtual))))
            found.Add(Problem.Drift);
        return found.ToImmutable();
    }

    /// <summary>What is not fine with the server.</summary>
    public static ImmutableArray<Problem> Of(ServerReport server, DateTimeOffset now)
    {
        var found = ImmutableArray.CreateBuilder<Problem>();
        if (OfState(server) is { } state)
            found.Add(state);
        if (server.Health == ReportedHealth.Maintenance && IsDraining(server))
            found.Add(Problem.Draining);
        if (server.CertificateExpires is { } expires && expires - now < CertificateSoon)
            found.Add(Problem.CertificateSoon);
        if (server.Agent == "lost")
            found.Add(Problem.AgentLost);
        return found.ToImmutable();
    }

    public static bool IsFine(ServerReport server, DateTimeOffset now) => Of(server, now).IsEmpty;

    /// <summary>Whether the service and all its servers are fine.</summary>
    public static bool IsFine(ServiceReport service, DriftReport? drift, DateTimeOffset now) =>
        Of(service, drift).IsEmpty && service.Servers.All(server => IsFine(server, now));

    /// <summary>Whether nothing is left to see to: also, the file on disk is active, and the kernel's table as it should be.</summary>
    public static bool IsFine(StatusReport report, DateTimeOffset now) =>
        report is { Problem: null, Comparison: null or { Now.Count: 0 } }
        && report.Announced.All(IsFine)
        && report.Services.All(service => IsFine(service, report.Comparison, now));

    /// <summary>Whether the address is where it should be: announced, or on a standby not.</summary>
    public static bool IsFine(AnnounceReport address) => address.State is AnnounceState.Announced or AnnounceState.Standby;

    /// <summary>The report with the services and servers only that are not fine. Differences that have ended are left out.</summary>
    public static StatusReport Only(StatusReport report, DateTimeOffset now) => report with
    {
        Services =
        [
            .. from service in report.Services
               where !IsFine(service, report.Comparison, now)
               select service with { Servers = [.. service.Servers.Where(server => !IsFine(server, now))] },
        ],
        Announced = [.. report.Announced.Where(address => !IsFine(address))],
        Comparison = report.Comparison is { } comparison ? comparison with { Ended = [] } : null,
    };

    /// <summary>The problem in words, as tables and the page show it.</summary>
    public static string Words(Problem problem) => problem switch
    {
        Problem.WeightZero => "weight 0",
        Problem.NotInTable => "not in the table",
        Problem.FallbackServes => "the fallback serves",
        Problem.CertificateSoon => "the certificate ends soon",
        Problem.AgentLost => "the agent is lost",
        Problem.Drift => "differs from the kernel's table",
        _ => problem.ToString().ToLowerInvariant(),
    };

    /// <summary>It keeps its connections and gets no new ones, though it is not down.</summary>
    public static bool IsDraining(ServerReport server) =>
        server is { Weight: 0, ConfiguredWeight: > 0, Health: ReportedHealth.Up or ReportedHealth.Maintenance or ReportedHealth.Drain };

    private static Problem? OfState(ServerReport server) => server switch
    {
        { Fallback: true, Weight: > 0 } => Problem.FallbackServes,
        { Fallback: true } => null,
        { Health: ReportedHealth.Down } => Problem.Down,
        { Health: ReportedHealth.Kept } => Problem.Kept,
        { Health: ReportedHealth.Unknown } => Problem.Unknown,
        { Health: ReportedHealth.Maintenance } => Problem.Maintenance,
        { Health: ReportedHealth.Drain } => Problem.Draining,
        { Health: ReportedHealth.Up, Weight: null } => Problem.NotInTable,
        _ when IsDraining(server) => Problem.Draining,
        { Health: ReportedHealth.Up, Weight: 0 } => Problem.WeightZero,
        _ => null,
    };

    /// <summary>"tcp:10.0.0.1:80" as an ipvsadm command names it: "-t 10.0.0.1:80".</summary>
    private static string OptionOf(string virtualName)
    {
        var colon = virtualName.IndexOf(':', StringComparison.Ordinal);
        var rest = virtualName[(colon + 1)..];
        return virtualName[..Math.Max(colon, 0)] switch
        {
            "udp" => $"-u {rest}",
            "sctp" => $"--sctp-service {rest}",
            "fwm" => $"-f {rest}",
            "fwm6" => $"-f {rest} -6",
            _ => $"-t {rest}",
        };
    }

    /// <summary>Whether the command of a difference ("ipvsadm -d -t 10.0.0.1:80 -r 10.0.0.2:80") names the service.</summary>
    private static bool Names(DifferenceReport difference, string option)
    {
        var at = difference.Command.IndexOf($" {option}", StringComparison.Ordinal);
        if (at < 0)
            return false;
        var rest = difference.Command.AsSpan(at + 1 + option.Length);
        return rest.IsEmpty || (rest[0] == ' ' && !(option[1] == 'f' && rest.StartsWith(" -6")));
    }
}
