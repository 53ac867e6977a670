using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// The order in which scheduler mh has its destinations. The kernel's map of clients to destinations follows from this order, and from the
/// weight that each destination had last above 0, even while its weight is 0 (ip_vs_mh_permutate, ip_vs_mh_gcd_weight in ip_vs_mh.c). So
/// every director puts in all real servers, those that are down too, by address and port: then the same client reaches the same server by
/// whichever director.
/// <para>
/// Example: a file has the servers B and A, and B is down. The table gets A, then B with the weight of the file, which is set to 0 at once.
/// When B passes its check, one edit gives it its weight, and its clients of before.
/// </para>
/// </summary>
internal static class MaglevOrder
{
    /// <summary>
    /// True for scheduler mh if servers of weight 0 may stay: their clients go to others meanwhile (mh-fallback), and the file wants it so
    /// (quiescent).
    /// </summary>
    public static bool IsKept(VirtualService service) =>
        service is { Quiescent: true, IsOff: false, Service.Scheduler: "mh" } && SchedulerRules.PassesOverWeightZero(service.Service);

    /// <summary>By family (IPv4 first), address, port.</summary>
    public static ImmutableArray<T> Sorted<T>(IEnumerable<T> destinations, Func<T, IPEndPoint> endPoint) =>
        [.. destinations.OrderBy(one => Key(endPoint(one)), StringComparer.Ordinal)];

    /// <param name="wanted">In the order that they should have.</param>
    /// <param name="newestFirst">
    /// What the kernel has, as it lists them: it adds at the head of its list (__ip_vs_add_dest in ip_vs_ctl.c).
    /// </param>
    /// <returns>
    /// Those of the wanted ones that must be added, in this order; one that is there already is removed before. The first ones that have
    /// their order stay.
    /// </returns>
    public static ImmutableArray<IPEndPoint> ToAdd(ImmutableArray<IPEndPoint> wanted, IEnumerable<IPEndPoint> newestFirst)
    {
        var ages = newestFirst.Reverse().Select((endPoint, age) => (endPoint, age)).ToDictionary(one => one.endPoint, one => one.age);
        var (stay, last) = (0, -1);
        while (stay < wanted.Length && ages.TryGetValue(wanted[stay], out var age) && age > last)
            (stay, last) = (stay + 1, age);
        return wanted[stay..];
    }

    private static string Key(IPEndPoint endPoint)
    {
        var family = endPoint.AddressFamily == AddressFamily.InterNetwork ? 4 : 6;
        return $"{family}{Convert.ToHexString(endPoint.Address.GetAddressBytes())}{endPoint.Port:x4}";
    }
}
