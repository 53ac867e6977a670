using System.Text.Json.Serialization;
using Ldirectord.Planning;

namespace Ldirectord.Status;

/// <summary>The body of a request that steers.</summary>
/// <param name="Server">
/// HOST or HOST:PORT; of withdraw and announce the virtual address. Null, for recheck, withdraw and announce alone, for all.
/// </param>
/// <param name="Virtual">"tcp:10.0.0.1:80", "10.0.0.1:80" or "fwm:1"; null for all services.</param>
/// <param name="Until">A length of time or a time: "2h", "2026-12-01T08:00Z".</param>
/// <param name="Limit">The longest drain: "10m", "none".</param>
/// <param name="Hard">Clients that return by persistence are moved.</param>
/// <param name="Force">Also the last healthy server of a service.</param>
/// <param name="Weight">"5", "50%" or "auto".</param>
/// <param name="Who">Whom root's process asks for.</param>
internal sealed record SteerRequest(
    string? Server = null, string? Virtual = null, string? Reason = null, string? Until = null, string? Limit = null, bool Hard = false,
    bool Force = false, string? Weight = null, string? Who = null);

/// <summary>The answer to a request that steers.</summary>
/// <param name="Files">Files of maintenancedir that were written or removed.</param>
internal sealed record SteerAnswer(IReadOnlyList<SteerReport> Servers, IReadOnlyList<string> Files)
{
    /// <summary>Of withdraw and announce: the addresses that the request names; null of another request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnnounceReport>? Addresses { get; init; }
}

/// <summary>One of the servers that a request names, as it is now.</summary>
/// <param name="Real">As written in the configuration.</param>
/// <param name="State">"ready", "maintenance", "draining", "drained" or "off".</param>
/// <param name="Health">"up", "down", "unknown", "kept" or "off": what its checks say, apart from what the operator wants.</param>
/// <param name="Weight">In the table; null if it is not there.</param>
/// <param name="Persistent">Clients that the kernel remembers.</param>
/// <param name="Cut">Its drain ended with connections left, which were cut off.</param>
/// <param name="Sentence">The same for an operator.</param>
internal sealed record SteerReport(
    string Virtual, string Real, string State, string Health, int? Weight, uint Active, uint Inactive, uint Persistent, bool Cut,
    string Sentence);

/// <summary>The serializer of requests that steer, and of their answers, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseConverter<AnnounceState>)])]
[JsonSerializable(typeof(SteerRequest))]
[JsonSerializable(typeof(SteerAnswer))]
internal sealed partial class SteerJson : JsonSerializerContext;
