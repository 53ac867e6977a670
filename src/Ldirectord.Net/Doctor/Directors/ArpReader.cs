using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Doctor;

/// <summary>
/// Asks on the segment of each virtual address who has the address, and, if another machine says so, which real server that is. IPv4 only:
/// a real server answers no neighbour solicitation for an address of its lo.
/// </summary>
internal static class ArpReader
{
    /// <summary>How long answers are waited for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.6);

    /// <summary>Most addresses that are asked for on one segment.</summary>
    private const int MostQuestions = 4096;

    private const int EthernetLength = 6;

    public static async Task<ArpReport> AskAsync(DirectorCase examined)
    {
        var answers = ImmutableArray.CreateBuilder<ArpAnswer>();
        var names = ImmutableDictionary.CreateBuilder<PhysicalAddress, IPAddress>();
        try
        {
            var segments = await Task.WhenAll(Segments(examined).Select(async segment =>
            {
                var said = await ArpProbe.AskAsync(segment.Key, [.. segment.Take(MostQuestions)], s_patience).ConfigureAwait(false);
                return (Link: segment.Key, Said: said);
            })).ConfigureAwait(false);
            foreach (var (link, said) in segments.Where(segment => segment.Said.Count > 0))
            {
                answers.AddRange(said);
                foreach (var server in await ServersOnAsync(examined, link).ConfigureAwait(false))
                    names[server.Hardware] = server.Address;
            }
        }
        catch (IoFailureException e)
        {
            return new ArpReport(answers.ToImmutable(), names.ToImmutable(), e.Message);
        }

        return new ArpReport(answers.ToImmutable(), names.ToImmutable(), null);
    }

    /// <summary>The segments: where an address stands, or, of one that stands nowhere here, where its network is.</summary>
    private static IEnumerable<IGrouping<NetworkLink, IPAddress>> Segments(DirectorCase examined) =>
        from address in examined.Virtuals4
        let own = examined.LinksOf(address).ToList()
        from link in own.Count > 0 ? own : examined.Host.NetworkOf(address) is { } near ? [near] : []
        where IsEthernet(link)
        group address by link;

    private static bool IsEthernet(NetworkLink link) =>
        link is { IsUp: true, UsesArp: true } && link.Hardware?.GetAddressBytes().Length == EthernetLength;

    private static Task<IReadOnlyList<ArpAnswer>> ServersOnAsync(DirectorCase examined, NetworkLink link) =>
        ArpProbe.AskAsync(
            link,
            [
                .. examined.Reals
                    .Where(real => real.Address.AddressFamily == AddressFamily.InterNetwork
                        && real.Route is { Gateway: null, IsLocal: false } route && route.Device == link.Index)
                    .Select(real => real.Address).Distinct().Take(MostQuestions),
            ],
            s_patience);
}
