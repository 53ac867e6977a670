using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// The firewall-mark services of checks through virtual addresses: one for each real server, method and family, with that server as its one
/// destination, and one without destinations, the self-test, in each family. A mark that has a server keeps it while a check needs it.
/// </summary>
internal static class CheckMarkPlan
{
    /// <summary>Any would do: there is one destination.</summary>
    private const string Scheduler = "rr";

    /// <summary>The services that the configuration's checks need. Marks that are known stay; others are the first that are free.</summary>
    /// <param name="known">The marks so far.</param>
    /// <param name="range">The first mark of the range is the self-test's in both families.</param>
    /// <returns>Servers for which the range has no mark left are not in it.</returns>
    public static ImmutableDictionary<MarkedServer, uint> Assign(
        DirectorConfig config, ImmutableDictionary<MarkedServer, uint> known, MarkRange range)
    {
        ImmutableArray<MarkedServer> wanted = [.. Servers(config).Distinct()];
        var assigned = ImmutableDictionary.CreateBuilder<MarkedServer, uint>();
        foreach (var server in wanted)
        {
            if (known.TryGetValue(server, out var mark))
                assigned.Add(server, mark);
        }

        var taken = assigned.Values.ToHashSet();
        ulong next = (ulong)range.First + 1;
        foreach (var server in wanted.Where(server => !assigned.ContainsKey(server)))
        {
            while (next <= range.Last && taken.Contains((uint)next))
                next++;
            if (next > range.Last)
                break;
            assigned.Add(server, (uint)next++);
        }

        return assigned.ToImmutable();
    }

    /// <summary>The services with their destinations: none for the self-test.</summary>
    public static ImmutableDictionary<ServiceId, Destination?> Services(ImmutableDictionary<MarkedServer, uint> assigned, uint selfTest) =>
        assigned.Keys.Select(server => server.Family).Distinct()
            .Select(family => KeyValuePair.Create(ServiceId.Mark(selfTest, family), (Destination?)null))
            .Concat(assigned.Select(one => KeyValuePair.Create(ServiceId.Mark(one.Value, one.Key.Family), (Destination?)one.Key.Server)))
            .ToImmutableDictionary();

    /// <summary>The changes that make these services of <paramref name="actual"/>; a service that is not wanted is deleted.</summary>
    public static ImmutableArray<IpvsOperation> Changes(
        IEnumerable<ServiceEntry> actual, ImmutableDictionary<ServiceId, Destination?> wanted)
    {
        var found = actual.ToDictionary(entry => entry.Service.Id);
        return
        [
            .. from entry in found.Values where !wanted.ContainsKey(entry.Service.Id) select new DeleteService(entry.Service.Id),
            .. from one in wanted
               orderby one.Key.FirewallMark
               from operation in Of(Service(one.Key), one.Value, found.GetValueOrDefault(one.Key))
               select operation,
        ];
    }

    private static IEnumerable<IpvsOperation> Of(Service service, Destination? destination, ServiceEntry? actual)
    {
        if (actual is null)
            yield return new AddService(service);
        else if (actual.Service != service)
            yield return new EditService(service);
        // Another destination first: with two, either could answer.
        foreach (var other in (actual?.Destinations ?? []).Where(entry => entry.Destination != destination))
            yield return new DeleteDestination(service.Id, other.Destination.EndPoint);
        if (destination is not null && !(actual?.Destinations.Any(entry => entry.Destination == destination) ?? false))
            yield return new AddDestination(service.Id, destination);
    }

    private static Service Service(ServiceId id) =>
        new(id, Scheduler, NetmaskBits: id.Family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)32);

    private static IEnumerable<MarkedServer> Servers(DirectorConfig config) =>
        from service in config.VirtualServices
        where !service.IsOff
        from server in service.RealServers
        where server.Check.Via is not null
        select MarkedServer.Of(server.Check.Via!, server.Check);
}
