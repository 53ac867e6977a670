using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>
/// A server that was up and fails a check may have died with its whole host: the other checks of its address run now. A check that this
/// machine could not make, a server that was down already and one in maintenance say nothing new.
/// </summary>
internal static class AddressSuspicion
{
    /// <param name="before">What was known of the server before the result.</param>
    public static bool Follows(ServerView before, CheckStatus result) =>
        before.IsUp && result is not (CheckStatus.Passed or CheckStatus.NotTried);
}
