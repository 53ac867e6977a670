using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>One probe serves all servers whose check, with its settings and intervals, is the same.</summary>
/// <param name="Interval">checkinterval: from the end of a probe to the start of the next.</param>
internal sealed record ProbeKey(Check Check, TimeSpan Interval)
{
    /// <summary>0 before it is asked for. The loop asks several times for each result, and a check's own hash takes long.</summary>
    private int _hash;

    /// <summary>A copy gets other values, so it has a hash of its own.</summary>
    private ProbeKey(ProbeKey original) => (Check, Interval, RetryInterval, DownInterval)
        = (original.Check, original.Interval, original.RetryInterval, original.DownInterval);

    /// <summary>retryinterval.</summary>
    public TimeSpan RetryInterval { get; init; } = Interval;

    /// <summary>downinterval.</summary>
    public TimeSpan DownInterval { get; init; } = Interval;

    /// <summary>The pause depends on what the checks find.</summary>
    public bool VariesPause => RetryInterval != Interval || DownInterval != Interval;

    /// <summary>What the next check is, or when it runs, depends on the health of the servers.</summary>
    public bool FollowsHealth => VariesPause || Check is AlternatingCheck;

    public bool Equals(ProbeKey? other) => ReferenceEquals(this, other) || (other is not null && Check.Equals(other.Check)
        && (Interval, RetryInterval, DownInterval) == (other.Interval, other.RetryInterval, other.DownInterval));

    public override int GetHashCode() =>
        _hash != 0 ? _hash : _hash = HashCode.Combine(Check, Interval, RetryInterval, DownInterval);
}
