using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Ldirectord.Networking;

/// <summary>The device of the route to an IPv4 address, by the kernel's main table (/proc/net/route, proc(5)).</summary>
internal static class RouteDevice
{
    /// <returns>Null if no route leads there, or the table cannot be read.</returns>
    public static string? To(IPAddress target, string path = "/proc/net/route")
    {
        try
        {
            return Find(target, File.ReadLines(path).Skip(1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The longest prefix wins, then the lowest metric.</summary>
    /// <param name="lines">"eth0 0000020A 00000000 0001 0 0 0 00FFFFFF …": device, destination, gateway, flags, …, metric, mask.</param>
    internal static string? Find(IPAddress target, IEnumerable<string> lines)
    {
        var address = BinaryPrimitives.ReadUInt32LittleEndian(target.GetAddressBytes());
        return (
            from line in lines
            let fields = line.Split('\t', StringSplitOptions.TrimEntries)
            where fields.Length > 7
            let mask = Hex(fields[7])
            where (address & mask) == Hex(fields[1])
            orderby uint.PopCount(mask) descending, int.Parse(fields[6], CultureInfo.InvariantCulture)
            select fields[0]).FirstOrDefault();
    }

    // As the bytes lie in memory, read as a number of this machine, which is little-endian.
    private static uint Hex(string field) => uint.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
