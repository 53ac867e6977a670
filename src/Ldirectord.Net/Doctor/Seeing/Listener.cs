using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Ldirectord.Doctor;

/// <summary>A socket that waits for clients (/proc/net/tcp, /proc/net/udp, proc(5)).</summary>
/// <param name="Protocol">"tcp" or "udp".</param>
/// <param name="EndPoint">The address is 0.0.0.0 or :: for every address.</param>
internal sealed record Listener(string Protocol, IPEndPoint EndPoint)
{
    private const string TcpListens = "0A"; // TCP_LISTEN
    private const string UdpOpen = "07"; // TCP_CLOSE: not connected

    /// <summary>
    /// Whether a client of this address and port gets to it. A socket of :: takes IPv4, too, unless it is told otherwise.
    /// </summary>
    public bool Takes(string protocol, IPAddress address, int port) =>
        Protocol == protocol && EndPoint.Port == port
        && (EndPoint.Address.Equals(address) || EndPoint.Address.Equals(IPAddress.IPv6Any)
            || (EndPoint.Address.Equals(IPAddress.Any) && address.AddressFamily == EndPoint.AddressFamily));

    /// <param name="text">A file of /proc/net.</param>
    /// <param name="protocol">"tcp" or "udp".</param>
    public static IEnumerable<Listener> Read(string text, string protocol) =>
        from line in text.Split('\n').Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields.Length > 3 && fields[3] == (protocol == "tcp" ? TcpListens : UdpOpen)
        let endPoint = Parse(fields[1])
        where endPoint is not null
        select new Listener(protocol, endPoint);

    /// <summary>"0100007F:0050": words of the address as numbers of this machine, then the port.</summary>
    private static IPEndPoint? Parse(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32)
            || !ushort.TryParse(field[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port))
            return null;
        Span<byte> address = stackalloc byte[colon / 2];
        for (var i = 0; i < colon; i += 8)
        {
            if (!uint.TryParse(field.AsSpan(i, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
                return null;
            MemoryMarshal.Write(address[(i / 2)..], word);
        }

        var parsed = new IPAddress(address);
        return new IPEndPoint(parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed, port);
    }
}
