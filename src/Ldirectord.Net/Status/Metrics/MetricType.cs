namespace Ldirectord.Status;

/// <summary>The types of Prometheus' metrics that are used here.</summary>
internal enum MetricType
{
    /// <summary>Only grows, until the daemon starts again.</summary>
    Counter,

    Gauge,

    Histogram,
}
