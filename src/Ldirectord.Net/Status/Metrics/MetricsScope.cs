namespace Ldirectord.Status;

/// <summary>How much of the metrics is given: a director of 10,000 real servers has 140,000 series.</summary>
internal enum MetricsScope
{
    All,

    /// <summary>Without the series of each real server.</summary>
    Virtual,
}
