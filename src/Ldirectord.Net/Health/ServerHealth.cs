
using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>What is known of one real server in one virtual service.</summary>
internal enum ServerState
{
    /// <summary>No verdict yet, in this run or since maintenance ended, and not adopted: it is neither put in nor taken out.</summary>
    Unknown,

    /// <summary>It passed its last check, or was found in the table with a weight when this run began.</summary>
    Up,

    /// <summary>It failed failurecount checks in a row.</summary>
    Down,

    /// <summary>An operator's file in maintenancedir takes it out, whatever its checks say.</summary>
    Maintenance,
}

/// <summary>Health of one real server in one virtual service: the state, and the failures counted towards the next one.</summary>
/// <param name="Failures">Failed checks since the last passed one, 0..failurecount.</param>
internal readonly record struct ServerHealth(ServerState State, int Failures = 0)
{
    public bool IsUp => State == ServerState.Up;

    /// <summary>One passed check makes a server up; <paramref name="failureCount"/> failed ones in a row make it down; a server in maintenance stays there.</summary>
    /// <param name="failureCount">failurecount, from 1.</param>
    public ServerHealth Next(CheckResult result, int failureCount)
    {
        if (State == ServerState.Maintenance || result.Status == CheckStatus.NotTried)
            return this;
        if (result.IsUp)
            return new ServerHealth(ServerState.Up);
        var failures = Math.Min(Failures + 1, failureCount);
        // A server that was never up has nothing to lose: its first failure is its verdict.
        return failures >= failureCount || State != ServerState.Up
            ? new ServerHealth(ServerState.Down, failures)
            : new ServerHealth(ServerState.Up, failures);
    }

    /// <summary>Maintenance begins at once; when it ends the server is as good as new: out until its next passed check.</summary>
    public ServerHealth WithMaintenance(bool inMaintenance) => (State, inMaintenance) switch
    {
        (ServerState.Maintenance, false) => new ServerHealth(ServerState.Unknown),
        (not ServerState.Maintenance, true) => new ServerHealth(ServerState.Maintenance),
        _ => this,
    };
}
