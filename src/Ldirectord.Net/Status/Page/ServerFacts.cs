using System.Globalization;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The words for one server. page.js has the same rules under the same names.</summary>
internal static class ServerFacts
{
    /// <summary>State in one word, which is the class of its shape, too.</summary>
    public static string State(ServerReport server) => server.Health switch
    {
        ReportedHealth.Drain => server.Weight is null ? "drained" : "draining",
        ReportedHealth.Fallback => server.Weight is null ? "standby" : "fallback",
        _ => server.Health.ToString().ToLowerInvariant(),
    };

    /// <summary>A real server that is up, whether it is checked or not.</summary>
    public static bool IsUp(ServerReport server) => server.Health is ReportedHealth.Up or ReportedHealth.Off;

    /// <summary>What <see cref="ProblemRules"/> finds, by its weight; besides, a server whose last check failed is at risk.</summary>
    public static Concern ConcernOf(ServerReport server, DateTimeOffset now) => ProblemRules.Of(server, now)
        .Select(ConcernOf)
        .Append(server is { Failures: > 0, Health: ReportedHealth.Up } ? Concern.Warning : Concern.Fine)
        .Min();

    private static Concern ConcernOf(Problem problem) => problem switch
    {
        Problem.Down or Problem.Kept or Problem.NotInTable => Concern.Bad,
        Problem.Maintenance or Problem.Draining => Concern.Planned,
        _ => Concern.Warning,
    };

    /// <summary>"3" where the kernel has the configured weight; otherwise "0 of 3", "– of 3".</summary>
    public static string Weight(ServerReport server) =>
        server.Weight == server.ConfiguredWeight || server is { Fallback: true, Weight: null }
        ? Number(server.ConfiguredWeight)
        : $"{(server.Weight is { } weight ? Number(weight) : "–")} of {Number(server.ConfiguredWeight)}";

    /// <summary>
    /// Why the server is as it is, in one line: the operator's reason in maintenance, otherwise what its last check found; for a server
    /// that is up, first what speaks against it.
    /// </summary>
    public static string Sentence(ServerReport server, DateTimeOffset now)
    {
        var parts = new List<string>();
        if (server is { Failures: > 0, Health: ReportedHealth.Up })
            parts.Add($"failed {Number(server.Failures)} in a row");
        if (server is { Health: ReportedHealth.Up, Weight: null or 0 })
            parts.Add(ProblemRules.Words(server.Weight is null ? Problem.NotInTable : Problem.WeightZero));
        if (server.PassesNeeded is { } needed)
            parts.Add($"rising {Number(server.Passes ?? 0)}/{Number(needed)}");
        if (server.SlowStart is { } percent)
            parts.Add($"slow start {Number(percent)} %");
        if (server.Agent is { } agent)
            parts.Add($"agent {agent}");
        if (server.CertificateExpires is { } end && Expires(server, now))
            parts.Add(end <= now ? "certificate expired" : $"certificate expires in {Spans.Of(end - now)}");
        var why = server.Maintenance is { } note ? Maintenance(note, now) : server.Reason;
        if (why.Length > 0)
            parts.Insert(server.Health == ReportedHealth.Up ? parts.Count : 0, why);
        return string.Join(" · ", parts);
    }

    /// <summary>"kernel upgrade, by alice, until 16:00 (in 1h20m)".</summary>
    public static string Maintenance(MaintenanceReport note, DateTimeOffset now)
    {
        var parts = new List<string> { note.Reason is { Length: > 0 } reason ? reason : "no reason given" };
        if (note.Who is { Length: > 0 } who)
            parts.Add($"by {who}");
        if (note.Until is { } until)
            parts.Add($"until {Spans.Clock(until, now)} (in {Spans.Of(until - now)})");
        else
            parts.Add("no end");
        return string.Join(", ", parts);
    }

    /// <summary>"2s ago, 1.3 ms"; "–" before the first check.</summary>
    public static string LastCheck(ServerReport server, DateTimeOffset now)
    {
        var took = server.Ms is { } ms ? Spans.Milliseconds(ms) : null;
        var when = server.CheckedAt is { } at ? $"{Spans.Of(now - at)} ago" : null;
        return (when, took) switch
        {
            (null, null) => "–",
            (null, _) => took,
            (_, null) => when,
            _ => $"{when}, {took}",
        };
    }

    /// <summary>"99.97 %": never rounded up to 100 %.</summary>
    public static string Uptime(ServerReport server) => server.Uptime is not { } share || server.Fallback
        ? "–"
        : (Math.Floor(share * 10000) / 100).ToString(share >= 1 ? "0" : "0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>"83d"; "–" without a certificate.</summary>
    public static string Certificate(ServerReport server, DateTimeOffset now) => server.CertificateExpires is not { } end
        ? "–"
        : end <= now ? "expired" : Spans.Of(end - now);

    public static bool Expires(ServerReport server, DateTimeOffset now) =>
        server.CertificateExpires is { } end && end - now < ProblemRules.CertificateSoon;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
