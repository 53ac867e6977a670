namespace Ldirectord.Doctor;

/// <summary>What network cards do by themselves.</summary>
internal static class NicLooks
{
    /// <summary>Packets that are joined on receipt are too long to be sent on.</summary>
    public static IEnumerable<Finding>? JoinedPackets(DirectorCase examined)
    {
        var links = examined.Virtuals.SelectMany(examined.LinksOf).Distinct().ToList();
        return links.Count == 0 ? null :
            from link in links
            where examined.Host.ReceivesJoined(link.Name) == true
            select new Finding(
                Level.Warning, link.Name, "large receive offload is on: IPVS cannot send the joined packets on, and long answers crawl",
                $"ethtool -K {link.Name} lro off");
    }
}
