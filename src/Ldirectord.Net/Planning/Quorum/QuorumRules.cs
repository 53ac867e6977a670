using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// minservers and recoverservers: a service is lost with fewer real servers up than minservers, and whole again with recoverservers up.
/// Servers without a result may still pass, so they do not make a service lost; they do not make it whole either.
/// <para>Example: 4 servers, minservers = 2, recoverservers = 3. With the third failure the service is lost. One returns: still lost. Two
/// return: 3 are up, whole.</para>
/// </summary>
internal static class QuorumRules
{
    public static bool IsLost(QuorumSettings settings, bool wasLost, QuorumCount count)
    {
        if (wasLost)
            return count.Up < Needed(settings, wasLost: true, count);
        return count.Up + count.Unknown < Needed(settings, wasLost: false, count);
    }

    /// <summary>While the service is lost, the fallback serves alone: lost = fallback.</summary>
    public static bool SurvivorsLeave(VirtualService service, ServiceView view) =>
        view.IsLost == true && service.Quorum.Lost == LostMode.Fallback && service.Fallback is not null;

    /// <summary>lost = all, and the service is lost: servers that failed their checks serve, too.</summary>
    public static bool PutsAllIn(VirtualService service, ServiceView view) => view.IsLost == true && service.Quorum.Lost == LostMode.All;

    /// <summary>Servers that must be up for the service to be whole.</summary>
    public static int Needed(QuorumSettings settings, bool wasLost, QuorumCount count)
    {
        var least = Math.Max(1, settings.MinServers.Of(count.Present, count.Configured));
        return wasLost && settings.RecoverServers is { } recover ? Math.Max(least, recover.Of(count.Present, count.Configured)) : least;
    }

    /// <summary>Whether a service was lost when the table got what is there: then its fallback serves.</summary>
    /// <param name="actual">The service as the table has it; null if it is not there.</param>
    public static bool WasLost(VirtualService service, ServiceEntry? actual) =>
        actual is not null && service.Fallback is { } fallback && actual.Destinations.Any(
            entry => entry.Destination.EndPoint.Equals(fallback.EndPoint) && entry.Destination.Weight > 0);

    /// <summary>The view of a service that a start finds.</summary>
    public static ServiceView AtStart(VirtualService service, ServiceView view, ServiceEntry? actual) => service.Quorum.IsDefault
        ? view
        : view with { IsLost = IsLost(service.Quorum, WasLost(service, actual), QuorumCount.Of(service, view)) };

    /// <summary>"1 of 4 up, 2 wanted".</summary>
    public static string Words(QuorumSettings settings, bool isLost, QuorumCount count) =>
        $"{count.Up} of {count.Present} up, {Needed(settings, isLost, count)} wanted";
}
