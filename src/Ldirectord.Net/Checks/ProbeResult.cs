namespace Ldirectord.Checks;

/// <summary>What one probe found, and how long it took.</summary>
/// <param name="Elapsed">From the start of the probe to its result.</param>
internal readonly record struct ProbeResult(CheckResult Result, TimeSpan Elapsed)
{
    /// <summary>What went over the wire, if the check failed and anything did.</summary>
    public Exchange? Exchange { get; init; }
}
