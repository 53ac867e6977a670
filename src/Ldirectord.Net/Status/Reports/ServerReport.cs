using System.Text.Json.Serialization;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>One real or fallback server.</summary>
/// <param name="Forward">The word of ipvsadm: Masq, Route (gate), Tunnel (ipip).</param>
/// <param name="Weight">In the table; null if the table does not have the server.</param>
/// <param name="ConfiguredWeight">Of the server while it is up.</param>
/// <param name="Code">Of the last probe, or why there is none.</param>
/// <param name="Reason">The sentence that goes with <paramref name="Code"/>.</param>
/// <param name="Ms">Duration of the last probe in milliseconds; null before the first.</param>
/// <param name="Failures">Failed probes in a row.</param>
/// <param name="Since">When the health last changed.</param>
/// <param name="CertificateExpires">Of the certificate that was last seen; null if none was.</param>
/// <param name="Passes">Passed checks in a row; null if the server does not rise.</param>
/// <param name="PassesNeeded">successcount; null if the server does not rise.</param>
/// <param name="Tunnel">As tun= has it: "gue:6080:csum"; null for plain IP in IP, and without a tunnel: the field is left out.</param>
internal sealed record ServerReport(
    string Real, string Forward, int? Weight, int ConfiguredWeight, uint Active, uint Inactive, ReportedHealth Health, StatusCode Code,
    string Reason, double? Ms, int Failures, DateTimeOffset Since, bool Fallback, DateTimeOffset? CertificateExpires,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Passes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PassesNeeded = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tunnel = null)
{
    /// <summary>watch = connection: "held", "waiting" or "given_up"; not there if the server is not watched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WatchState? Watch { get; init; }

    /// <summary>Percent of its weight that it has in its slow start; null if it is in none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SlowStart { get; init; }

    /// <summary>The last line of its agent, or "lost"; null if it has none, or none was heard.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    /// <summary>The name that has this address, of a real line with resolve; not there otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>When the last check ended; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Clients that the kernel keeps with this server (persistence): they return to it until their time is over.</summary>
    public uint Persistent { get; init; }

    /// <summary>The last 100 checks at most, oldest first: "+" passed, "-" failed, "?" says nothing of the server.</summary>
    public string Strip { get; init; } = "";

    /// <summary>
    /// Share of the time that it was up, 0..1, since the daemon knows it; time in which nobody knew, or in maintenance, does not count.
    /// Null if there was no other.
    /// </summary>
    public double? Uptime { get; init; }

    /// <summary>Why it is in maintenance; null if it is not.</summary>
    public MaintenanceReport? Maintenance { get; init; }

    /// <summary>The weight that an operator gave it; null if none did.</summary>
    public WeightReport? WeightFile { get; init; }

    public static ServerReport Of(ServerSnapshot snapshot) => new(
        snapshot.EndPoint.ToString(),
        IpvsadmFormat.MethodName((snapshot.Destination?.Destination ?? snapshot.Configured).Method),
        snapshot.Destination?.Destination.Weight,
        snapshot.Configured.Weight,
        snapshot.Destination?.ActiveConnections ?? 0,
        snapshot.Destination?.InactiveConnections ?? 0,
        snapshot.Health,
        snapshot.Code,
        snapshot.Reason,
        snapshot.Milliseconds,
        snapshot.Failures,
        snapshot.Since,
        snapshot.IsFallback,
        snapshot.CertificateExpires,
        snapshot.Rising?.Passes,
        snapshot.Rising?.Of,
        (snapshot.Destination?.Destination ?? snapshot.Configured).Tunnel?.ToString())
    {
        Watch = snapshot.Watch,
        SlowStart = snapshot.SlowStart,
        Agent = snapshot.Agent,
        Name = snapshot.Server?.Name,
        CheckedAt = snapshot.CheckedAt,
        Persistent = snapshot.Destination?.PersistentConnections ?? 0,
        Strip = snapshot.Strip.ToString(),
        Uptime = snapshot.Uptime,
        Maintenance = MaintenanceReport.Of(snapshot.Maintenance),
        WeightFile = WeightReport.Of(snapshot.WeightNote),
    };
}
