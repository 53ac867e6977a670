namespace Ldirectord.Health;

/// <summary>
/// retryinterval and downinterval: how long a probe pauses. Each of its servers wishes a pause, and the shortest is taken:
/// - retryinterval while the server's checks are being counted, or it has no verdict yet;
/// - downinterval while the server is down and has not passed a check;
/// - checkinterval otherwise, and instead of retryinterval in maintenance, when nobody waits for the server.
/// </summary>
/// <param name="Length">Between two checks, from 100 ms.</param>
/// <param name="IsUndecided">Some server's checks are being counted: with checktype = N the next check is a negotiate.</param>
internal readonly record struct ProbePause(TimeSpan Length, bool IsUndecided)
{
    public static ProbePause Of(ServerView server, TimeSpan checkInterval, TimeSpan retryInterval, TimeSpan downInterval)
    {
        if (server.Health.IsUndecided)
        {
            bool isAwaited = !server.IsInMaintenance;
            return new ProbePause(isAwaited ? retryInterval : checkInterval, isAwaited);
        }

        return new ProbePause(server.Health.State == ServerState.Down ? downInterval : checkInterval, IsUndecided: false);
    }

    /// <summary>The pause of a probe that serves both.</summary>
    public ProbePause With(ProbePause other) =>
        new(Length < other.Length ? Length : other.Length, IsUndecided || other.IsUndecided);
}
