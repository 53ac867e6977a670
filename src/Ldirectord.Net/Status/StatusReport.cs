using System.Text.Json;
using System.Text.Json.Serialization;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>What a running daemon tells of itself, in the form that goes over its socket: the names are for scripts, and stay.</summary>
/// <param name="Config">Path of the configuration file.</param>
/// <param name="DryRun">The table is a copy; the kernel's is not touched.</param>
/// <param name="Comparison">With the kernel's table; null: the kernel has none.</param>
internal sealed record StatusReport(
    string Config, DateTimeOffset Started, bool DryRun, IReadOnlyList<ServiceReport> Services, DriftReport? Comparison = null)
{
    public static StatusReport Of(DirectorSnapshot snapshot) =>
        new(snapshot.ConfigPath, snapshot.StartedAt, snapshot.DryRun, [.. snapshot.Services.Select(ServiceReport.Of)], DriftReport.Of(snapshot.Comparison));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.StatusReport);

    /// <summary>Its text is fit for a terminal, whatever was told.</summary>
    /// <exception cref="JsonException">It is not a report.</exception>
    public static StatusReport FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ReportJson.Default.StatusReport) is { } report
            ? TerminalText.Clean(report)
            : throw new JsonException("null is not a report");
}

/// <summary>One virtual service.</summary>
/// <param name="Virtual">"tcp:10.0.0.1:80", "udp:…", "fwm:1", "fwm6:1".</param>
/// <param name="Line">As ipvsadm lists it: "TCP  10.0.0.1:80 wrr persistent 300".</param>
/// <param name="InTable">The table holds it.</param>
internal sealed record ServiceReport(string Virtual, string Line, string Scheduler, bool InTable, IReadOnlyList<ServerReport> Servers)
{
    public static ServiceReport Of(ServiceSnapshot snapshot) => new(
        snapshot.Name,
        IpvsadmFormat.ListLine(snapshot.Service),
        snapshot.Service.Scheduler,
        snapshot.InTable,
        [.. snapshot.Servers.Select(ServerReport.Of)]);
}

/// <summary>One real or fallback server.</summary>
/// <param name="Forward">As ipvsadm shows it: Masq, Route (gate), Tunnel (ipip).</param>
/// <param name="Weight">In the table; null: not in it.</param>
/// <param name="ConfiguredWeight">While it is up.</param>
/// <param name="Health">up, down, unknown, maintenance, fallback or off.</param>
/// <param name="Ms">What the last probe took; null before the first.</param>
/// <param name="Failures">Failed probes in a row.</param>
/// <param name="Since">When its health last changed.</param>
/// <param name="CertificateExpires">Of the certificate that was last seen; null: none was.</param>
internal sealed record ServerReport(
    string Real, string Forward, int? Weight, int ConfiguredWeight, uint Active, uint Inactive, string Health, string Reason, double? Ms, int Failures,
    DateTimeOffset Since, bool Fallback, DateTimeOffset? CertificateExpires)
{
    public static ServerReport Of(ServerSnapshot snapshot) => new(
        snapshot.EndPoint.ToString(),
        IpvsadmFormat.MethodName((snapshot.Destination?.Destination ?? snapshot.Configured).Method),
        snapshot.Destination?.Destination.Weight,
        snapshot.Configured.Weight,
        snapshot.Destination?.ActiveConnections ?? 0,
        snapshot.Destination?.InactiveConnections ?? 0,
        snapshot.Health,
        snapshot.Reason,
        snapshot.Milliseconds,
        snapshot.Failures,
        snapshot.Since,
        snapshot.IsFallback,
        snapshot.CertificateExpires);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
