using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>Health of one real server in one virtual service: the state, and the failures counted towards the next one.</summary>
/// <param name="Failures">Failed checks since the last passed one, 0..failurecount.</param>
internal readonly record struct ServerHealth(ServerState State, int Failures = 0)
{
    public bool IsUp => State == ServerState.Up;

    /// <summary>
    /// The health after one more result:
    /// - a probe that this machine could not make changes nothing;
    /// - one passed check makes the server up and forgets its failures;
    /// - a failed check makes a server that is not up down at once;
    /// - a server that is up goes down with <paramref name="failureCount"/> failed checks in a row.
    /// </summary>
    /// <param name="failureCount">failurecount, from 1.</param>
    public ServerHealth Next(CheckResult result, int failureCount)
    {
        if (result.Status == CheckStatus.NotTried)
            return this;
        if (result.IsUp)
            return new ServerHealth(ServerState.Up);
        var failures = Math.Min(Failures + 1, failureCount);
        return failures >= failureCount || State != ServerState.Up
            ? new ServerHealth(ServerState.Down, failures)
            : new ServerHealth(ServerState.Up, failures);
    }
}
