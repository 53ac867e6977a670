namespace Ldirectord.Planning;

/// <summary>How the drain of a destination ended.</summary>
/// <param name="Line">A log line of its own: "Drained real server: 10.0.0.1:80 (10.0.1.1:80): no connections left".</param>
/// <param name="Left">The end of that line: "no connections left".</param>
internal sealed record DrainOutcome(string Line, string Left);
