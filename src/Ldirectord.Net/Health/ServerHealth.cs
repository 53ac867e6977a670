
using Ldirectord.Checks;

namespace Ldirectord.Health;

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
