using System.Globalization;
using System.Net;

namespace Ldirectord.Doctor;

/// <summary>The conditions of rules, whatever firewall they come from.</summary>
internal static class Match
{
    public static Func<Packet, bool?> Unknown { get; } = _ => null;

    public static Func<Packet, bool?> Not(Func<Packet, bool?> condition) => packet => !condition(packet);

    /// <param name="networks">"10.0.0.0/8", "10.0.0.1", "2001:db8::/32".</param>
    public static Func<Packet, bool?> Address(Func<Packet, IPAddress?> of, IEnumerable<string> networks)
    {
        List<IPNetwork?> all = [.. networks.Select(Network)];
        return packet => of(packet) is not { } address || all.Contains(null) ? null
            : all.Exists(network => network!.Value.BaseAddress.AddressFamily == address.AddressFamily && network.Value.Contains(address));
    }

    /// <param name="ranges">"80", "1000:2000", "1000-2000".</param>
    public static Func<Packet, bool?> Port(Func<Packet, int> of, IEnumerable<string> ranges)
    {
        List<(int First, int Last)?> all = [.. ranges.Select(Range)];
        return packet => of(packet) is 0 || all.Contains(null) ? null
            : all.Exists(range => of(packet) >= range!.Value.First && of(packet) <= range.Value.Last);
    }

    /// <summary>Numbers of /etc/protocols count as their names.</summary>
    public static Func<Packet, bool?> Protocol(IEnumerable<string> names)
    {
        List<string> all = [.. names.Select(name => name switch
        {
            "6" => "tcp", "17" => "udp", "132" => "sctp", "4" or "ipip" or "ipv4" => "ipencap", _ => name,
        })];
        return packet => all.Contains(packet.Protocol) || all.Contains("all");
    }

    /// <param name="names">A "+" at the end stands for any rest.</param>
    public static Func<Packet, bool?> Interface(Func<Packet, string?> of, IEnumerable<string> names)
    {
        List<string> all = [.. names];
        return packet => of(packet) is not { } device ? null
            : all.Exists(name => name.EndsWith('+') ? device.StartsWith(name[..^1], StringComparison.Ordinal) : name == device);
    }

    public static Func<Packet, bool?> State(IEnumerable<string> states)
    {
        List<string> all = [.. states.Select(state => state.ToLowerInvariant())];
        return packet => all.Contains(packet.State);
    }

    private static IPNetwork? Network(string text)
    {
        if (IPAddress.TryParse(text, out var single))
            return new IPNetwork(single, 8 * single.GetAddressBytes().Length);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IPAddress.TryParse(text[..slash], out var address) && Bits(text[(slash + 1)..]) is { } bits
            && bits <= 8 * address.GetAddressBytes().Length ? new IPNetwork(Base(address, bits), bits) : null;
    }

    /// <summary>"24", or as a mask "255.255.255.0".</summary>
    private static int? Bits(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
            return bits;
        if (!IPAddress.TryParse(text, out var mask))
            return null;
        var ones = mask.GetAddressBytes().Sum(part => int.PopCount(part));
        return mask.Equals(Base(new IPAddress(Enumerable.Repeat((byte)0xFF, mask.GetAddressBytes().Length).ToArray()), ones)) ? ones : null;
    }

    private static IPAddress Base(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(bits - 8 * i, 0, 8));
        return new IPAddress(bytes);
    }

    private static (int, int)? Range(string text)
    {
        var parts = text.Split(':', '-');
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? (first, last) : null;
    }
}
