using Ldirectord.Config;

namespace Ldirectord.Health;

/// <summary>All that decides which real servers of one virtual service belong in the table.</summary>
/// <param name="ServerOf">What is known of each real server of the service.</param>
internal sealed record ServiceView(Func<RealServer, ServerView> ServerOf)
{
    /// <summary>Fewer servers are up than minservers; null if the default decides: lost while no server with a weight is up.</summary>
    public bool? IsLost { get; init; }
}
