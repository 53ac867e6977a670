using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Planning;

/// <summary>
/// keepservers: of the servers that fail, those that failed last stay in the table, as many as are missing until n % of the service's
/// servers serve. One that has left stays out until it is up again, and none stays while a lost service is the fallback's alone.
/// <para>Example: 4 servers, keepservers = 50%. The first two that fail leave. The third and the fourth stay: "2 of 4: 50 % stay". The
/// first returns: the third, which failed before the fourth, leaves.</para>
/// </summary>
internal static class KeepRules
{
    /// <param name="view">Servers that have served until now are known by <see cref="ServerView.HasServed"/>.</param>
    /// <param name="since">When the state of a server last changed.</param>
    /// <returns>The failed servers that stay.</returns>
    public static ImmutableArray<RealServer> Kept(VirtualService service, ServiceView view, Func<RealServer, DateTimeOffset> since)
    {
        if (QuorumRules.SurvivorsLeave(service, view))
            return [];
        var count = QuorumCount.Of(service, view);
        var missing = service.Quorum.Kept.Of(count.Present, count.Configured) - count.Up;
        if (missing <= 0)
            return [];
        ImmutableArray<RealServer> failed = [.. service.RealServers.Where(server => server.HasWeight && view.ServerOf(server).IsKept)];
        return failed.Length <= missing ? failed : [.. failed.OrderByDescending(since).Take(missing)];
    }

    /// <summary>"2 of 4: 50 % stay".</summary>
    /// <param name="kept">Failed servers that stay.</param>
    public static string Words(QuorumSettings settings, int kept, QuorumCount count) =>
        $"{kept} of {count.Present}: {settings.KeepPercent} % stay";
}
