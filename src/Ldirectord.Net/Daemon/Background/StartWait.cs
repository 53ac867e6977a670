namespace Ldirectord.Daemon;

/// <summary>
/// startwait: how long start waits until each check has had its first result and the table has what they found. A virtual address that a
/// cluster brings up after the director would otherwise arrive before its servers.
/// </summary>
internal static class StartWait
{
    /// <summary>In a cluster, if the configuration does not say.</summary>
    private static readonly TimeSpan InCluster = TimeSpan.FromSeconds(10);

    /// <param name="configured">startwait; null for "cluster".</param>
    /// <param name="isExecuted">Another director starts this one (execute), and waits for nothing.</param>
    /// <returns>Zero if start does not wait.</returns>
    public static TimeSpan Of(TimeSpan? configured, ClusterEnvironment cluster, bool isExecuted) =>
        isExecuted ? TimeSpan.Zero : cluster.Limit(configured ?? (cluster.IsCluster ? InCluster : TimeSpan.Zero));
}
