using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>One probe serves all servers whose check, with its settings and intervals, is the same.</summary>
/// <param name="Interval">checkinterval: from the end of a probe to the start of the next.</param>
internal sealed record ProbeKey(Check Check, TimeSpan Interval)
{
    /// <summary>retryinterval.</summary>
    public TimeSpan RetryInterval { get; init; } = Interval;

    /// <summary>downinterval.</summary>
    public TimeSpan DownInterval { get; init; } = Interval;

    /// <summary>The pause depends on what the checks find.</summary>
    public bool VariesPause => RetryInterval != Interval || DownInterval != Interval;

    /// <summary>What the next check is, or when it runs, depends on the health of the servers.</summary>
    public bool FollowsHealth => VariesPause || Check is AlternatingCheck;
}
