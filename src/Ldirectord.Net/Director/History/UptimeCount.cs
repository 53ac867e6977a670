using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>How long a server was up, and how long down. Time in maintenance, and before the first check, does not count.</summary>
/// <param name="Since">When the present state began.</param>
internal readonly record struct UptimeCount(TimeSpan Up, TimeSpan Down, DateTimeOffset Since)
{
    /// <param name="state">The state until <paramref name="now"/>.</param>
    public UptimeCount Until(DateTimeOffset now, ServerState? state)
    {
        // The clock may have been set back.
        var passed = now > Since ? now - Since : TimeSpan.Zero;
        return new(state == ServerState.Up ? Up + passed : Up, state == ServerState.Down ? Down + passed : Down, now);
    }

    /// <summary>Share of the time that it was up, 0..1; null if it was neither up nor down.</summary>
    public double? Share => Up + Down is { Ticks: > 0 } all ? Up / all : null;
}
