namespace Ldirectord.Checks;

/// <summary>What one probe found, and how long it took.</summary>
/// <param name="Elapsed">From the start of the probe to its result.</param>
internal readonly record struct ProbeResult(CheckResult Result, TimeSpan Elapsed);
