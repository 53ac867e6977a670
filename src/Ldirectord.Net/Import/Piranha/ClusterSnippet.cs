using System.Globalization;
using System.Net;
using System.Text;

namespace Ldirectord.Import;

/// <summary>The addresses of lvs.cf, as what moves them between two directors: Pacemaker (crm or pcs), or keepalived.</summary>
internal static class ClusterSnippet
{
    public static readonly string[] Kinds = ["crm", "pcs", "keepalived"];

    private sealed record Place(string Address, string Device, int Prefix);

    public static string Of(LvsCfStatement file, string kind)
    {
        var places = Places(file);
        var (primary, backup) = (file.Last("primary")?.Value, file.Last("backup")?.Value);
        var head = $"# The addresses of lvs.cf{(primary is null ? "" : $" (primary {primary}, backup {backup ?? "none"})")}.\n";
        return Text.Printable.Of(head.TrimEnd()) + "\n" + (kind switch
        {
            "keepalived" => Keepalived(file, places),
            "pcs" => Pcs(places),
            _ => Crm(places),
        });
    }

    /// <summary>Each virtual address once, and the floating gateway of NAT.</summary>
    private static List<Place> Places(LvsCfStatement file)
    {
        var active = file.Blocks("virtual").Where(block => LvsCfImport.Number(block.Last("active")) > 0);
        var lines = active.Select(block => (block.Last("address"), block.Last("vip_nmask")?.Value))
            .Append((file.Last("nat_router"), file.Last("nat_nmask")?.Value));
        return
        [
            .. from line in lines
               where VirtualEntry.TryAddress(line.Item1?.Value, out _)
               let device = (line.Item1!.Second ?? "eth0").Split(':')[0]
               where device.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
               group line by (line.Item1!.Value, device) into place
               select new Place(place.Key.Value!, place.Key.device, Prefix(place.First().Item2)),
        ];
    }

    /// <summary>pulse takes a mask of zeros for none.</summary>
    private static int Prefix(string? mask) => IPAddress.TryParse(mask, out var address) && address.GetAddressBytes() is [_, _, _, _] bytes
        && bytes.Sum(one => System.Numerics.BitOperations.PopCount(one)) is > 0 and var bits ? bits : 32;

    private static string Crm(List<Place> places)
    {
        var text = new StringBuilder();
        foreach (var (i, place) in places.Index())
            text.Append(CultureInfo.InvariantCulture, $"primitive vip{i + 1} ocf:heartbeat:IPaddr2 params {Parameters(place)}\n");
        return text.Append("primitive ldirectord ocf:ldirectord-net:ldirectord params configfile=/etc/ha.d/ldirectord.cf ")
            .Append("op monitor interval=20s timeout=20s\nclone ldirectord-clone ldirectord\n")
            .Append("group addresses").AppendJoin("", places.Select((_, i) => $" vip{i + 1}"))
            .Append("\ncolocation addresses-with-ldirectord inf: addresses ldirectord-clone\n")
            .Append("order ldirectord-first inf: ldirectord-clone addresses\n").ToString();
    }

    private static string Pcs(List<Place> places)
    {
        var text = new StringBuilder();
        foreach (var (i, place) in places.Index())
            text.Append(
                CultureInfo.InvariantCulture,
                $"pcs resource create vip{i + 1} ocf:heartbeat:IPaddr2 {Parameters(place)} --group addresses\n");
        return text.Append("pcs resource create ldirectord ocf:ldirectord-net:ldirectord configfile=/etc/ha.d/ldirectord.cf ")
            .Append("op monitor interval=20s timeout=20s clone\n")
            .Append("pcs constraint colocation add addresses with ldirectord-clone INFINITY\n")
            .Append("pcs constraint order ldirectord-clone then addresses\n").ToString();
    }

    private static string Parameters(Place place) => string.Create(
        CultureInfo.InvariantCulture, $"ip={place.Address} nic={place.Device} cidr_netmask={place.Prefix} op monitor interval=10s");

    /// <summary>deadtime becomes the three missed advertisements of VRRP (RFC 5798).</summary>
    private static string Keepalived(LvsCfStatement file, List<Place> places)
    {
        var dead = LvsCfImport.Number(file.Last("deadtime")) ?? 5;
        var text = new StringBuilder("vrrp_instance lvs {\n    state BACKUP\n    nopreempt\n");
        text.Append(CultureInfo.InvariantCulture, $"    interface {places.FirstOrDefault()?.Device ?? "eth0"}\n");
        text.Append("    virtual_router_id 51\n    priority 100\n");
        text.Append(CultureInfo.InvariantCulture, $"    advert_int {Math.Max(1, dead / 3)}\n    virtual_ipaddress {{\n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"        {place.Address}/{place.Prefix} dev {place.Device}\n");
        return text.Append("    }\n}\n").ToString();
    }
}
