using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>Health of one real server in one virtual service: the state, and the checks counted towards the next one.</summary>
/// <param name="Failures">Failed checks since the last passed one, 0..failurecount.</param>
/// <param name="Passes">Passed checks since the last failed one while the server is not up, below successcount; 0 if it is up.</param>
internal readonly record struct ServerHealth(ServerState State, int Failures = 0, int Passes = 0)
{
    public bool IsUp => State == ServerState.Up;

    /// <summary>The next results decide: failures or passes are being counted, or there is no verdict yet.</summary>
    public bool IsUndecided => State switch
    {
        ServerState.Up => Failures > 0,
        ServerState.Down => Passes > 0,
        _ => true,
    };

    /// <summary>
    /// The health after one more result:
    /// - a probe that this machine could not make changes nothing;
    /// - a passed check makes the failures forgotten; as many in a row as are needed make the server up;
    /// - a failed check makes a server that is not up down at once;
    /// - a server that is up goes down with <paramref name="failureCount"/> failed checks in a row.
    /// </summary>
    /// <param name="failureCount">failurecount, from 1.</param>
    /// <param name="passesNeeded">By <see cref="PassesNeeded"/>, from 1; of no effect for a server that is up.</param>
    public ServerHealth Next(CheckResult result, int failureCount, int passesNeeded = 1)
    {
        if (result.Status == CheckStatus.NotTried)
            return this;
        if (result.IsUp)
            return IsUp || Passes + 1 >= passesNeeded ? new ServerHealth(ServerState.Up) : new ServerHealth(State, Passes: Passes + 1);
        var failures = Math.Min(Failures + 1, failureCount);
        return failures >= failureCount || State != ServerState.Up
            ? new ServerHealth(ServerState.Down, failures)
            : new ServerHealth(ServerState.Up, failures);
    }
}
