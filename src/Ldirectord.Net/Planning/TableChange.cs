using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>One change of the table, and the log line that reports it (<see cref="TableMessages"/>).</summary>
/// <param name="IsAlert">The change is mailed too (emailalert).</param>
internal sealed record TableChange(IpvsOperation Operation, string Message, bool IsAlert = false)
{
    /// <summary>A weight that follows load or time: one of very many, for the debug log alone.</summary>
    public bool IsRoutine { get; init; }

    /// <summary>It brings a destination to its place (<see cref="MaglevOrder"/>), and changes nothing else.</summary>
    public bool IsMove { get; init; }

    /// <summary>How a drain ended; null if none ends with the change.</summary>
    public DrainOutcome? Drained { get; init; }
}
