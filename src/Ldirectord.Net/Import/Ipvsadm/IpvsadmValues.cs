using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Import;

/// <summary>Addresses, netmasks and tunnels as ipvsadm writes them (ipvsadm(8)).</summary>
/// <param name="names">For hosts and ports that are not numbers.</param>
internal sealed class IpvsadmValues(NameResolver names)
{
    /// <summary>"10.0.0.1:80", "[2001:db8::1]:80", "web.example:http"; null if the text is no address, or one of another family.</summary>
    public IPEndPoint? EndPoint(string text, AddressFamily? family, int unsaid, string protocol)
    {
        var colon = text.LastIndexOf(':');
        var isPlainIPv6 = text.Count(c => c == ':') > 1 && !text.Contains(']');
        var (host, service) = colon < 0 || isPlainIPv6 || text.EndsWith(']') ? (text, "") : (text[..colon], text[(colon + 1)..]);
        host = host.Trim('[', ']');
        var port = service.Length == 0 ? unsaid : names.Port(service, protocol == "fwm" ? "tcp" : protocol);
        if (port is null || Address(host, family) is not { } address)
            return null;
        return new IPEndPoint(address, port.Value);
    }

    private IPAddress? Address(string host, AddressFamily? family)
    {
        if (VirtualEntry.TryAddress(host, out var address))
            return family is null || address.AddressFamily == family ? address : null;
        if (host.Length == 0 || !host.Any(char.IsAsciiLetter))
            return null;
        _ = names.Host(host, family ?? AddressFamily.InterNetwork);
        names.LookUpWanted();
        return names.Host(host, family ?? AddressFamily.InterNetwork);
    }

    /// <returns>Null if the text is no netmask of leading ones.</returns>
    public static byte? Mask(string? text, AddressFamily family)
    {
        var longest = PrefixMask.Longest(family);
        if (text is null)
            return longest;
        if (Settings.Parse(text) is { } bits)
            return bits <= longest ? (byte)bits : null;
        if (family != AddressFamily.InterNetwork || !IPAddress.TryParse(text, out var mask)
            || mask.GetAddressBytes() is not [_, _, _, _] bytes)
            return null;
        var netmask = BitConverter.ToUInt32(bytes);
        var prefix = PrefixMask.ToPrefix(family, netmask);
        return PrefixMask.FromPrefix(family, prefix) == netmask ? prefix : null;
    }

    public static Tunnel? Tunnel(IpvsadmLine call)
    {
        var checksum = call.Has("tun-csum") ? TunnelChecksum.Full : call.Has("tun-remcsum") ? TunnelChecksum.Remote : TunnelChecksum.None;
        return call.Value("tun-type") switch
        {
            "gue" => new Tunnel(TunnelKind.Gue, Settings.Parse(call.Value("tun-port")) ?? 0, checksum),
            "gre" => new Tunnel(TunnelKind.Gre, 0, checksum),
            _ => null,
        };
    }
}
