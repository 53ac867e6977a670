using System.Collections.Immutable;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>Where the console sends the metrics by OTLP, OpenTelemetry's protocol (otlp, and what else begins so).</summary>
/// <param name="Url">The collector's; for HTTP with the path of its metrics.</param>
internal sealed record OtlpSettings(Uri Url)
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(60);

    /// <summary>otlpprotocol: gRPC rather than HTTP with protobuf.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>otlpinterval.</summary>
    public TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>otlpscope.</summary>
    public MetricsScope Scope { get; init; } = MetricsScope.All;

    /// <summary>otlpheaders: path of the file with header fields, or null.</summary>
    public string? HeadersFile { get; init; }

    /// <summary>otlpattribute: attributes of the resource.</summary>
    public ImmutableArray<KeyValuePair<string, object>> Attributes { get; init; } = [];
}
