using System.Text.Json;
using System.Text.Json.Serialization;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>The status of a running daemon as JSON, for show and for scripts: a name, once released, stays.</summary>
/// <param name="Config">Path of the configuration file.</param>
/// <param name="DryRun">The table is a copy; the kernel's is not modified.</param>
/// <param name="Timeouts">The kernel's timeouts of connections in seconds; null unless ipvstimeouts is set.</param>
/// <param name="Comparison">With the kernel's table; null if the kernel has no IPVS.</param>
internal sealed record StatusReport(
    string Config, DateTimeOffset Started, bool DryRun, IReadOnlyList<ServiceReport> Services, DriftReport? Comparison = null,
    ConnectionTimeouts? Timeouts = null)
{
    public static StatusReport Of(DirectorSnapshot snapshot) =>
        new(
            snapshot.ConfigPath,
            snapshot.StartedAt,
            snapshot.DryRun,
            [.. snapshot.Services.Select(ServiceReport.Of)],
            DriftReport.Of(snapshot.Comparison),
            snapshot.Timeouts);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.StatusReport);

    /// <summary>Reads a report from a daemon that may be hostile: its texts are made safe for a terminal.</summary>
    /// <exception cref="JsonException">The answer is not a report, or lacks a field.</exception>
    public static StatusReport FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ReportJson.Default.StatusReport) is { } report
            ? TerminalText.Clean(report)
            : throw new JsonException("null is not a report");
}

/// <summary>One virtual service.</summary>
/// <param name="Virtual">"tcp:10.0.0.1:80", "udp:…", "sctp:…", "fwm:1", "fwm6:1".</param>
/// <param name="Line">The line of "ipvsadm -Ln": "TCP  10.0.0.1:80 wrr persistent 300".</param>
/// <param name="InTable">Whether the table has the service.</param>
internal sealed record ServiceReport(string Virtual, string Line, string Scheduler, bool InTable, IReadOnlyList<ServerReport> Servers)
{
    /// <summary>"1 of 4 up, 2 wanted" while fewer real servers are up than minservers; otherwise not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lost { get; init; }

    public static ServiceReport Of(ServiceSnapshot snapshot) => new(
        snapshot.Name,
        IpvsadmFormat.ListLine(snapshot.Service),
        snapshot.Service.Scheduler,
        snapshot.InTable,
        [.. snapshot.Servers.Select(ServerReport.Of)])
    {
        Lost = snapshot.Lost,
    };
}

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
    };
}

/// <summary>An enum as its name in snake case: "connect_refused".</summary>
internal sealed class SnakeCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The serializer of reports, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(SnakeCaseConverter<ReportedHealth>), typeof(SnakeCaseConverter<StatusCode>), typeof(SnakeCaseConverter<WatchState>),
    ])]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
