using System.Net.Sockets;
using System.Numerics;

namespace Ldirectord.Config;

/// <summary>Reads netmask, the granularity of persistence: a.b.c.d for IPv4 and a prefix length of 1..128 for IPv6.</summary>
internal static class NetmaskValue
{
    /// <returns>A prefix length; null after an error was reported.</returns>
    public static byte? Bind(DirectiveReader line, AddressFamily family)
    {
        string value = line.WithoutTrailingBlanks();
        if (family == AddressFamily.InterNetworkV6)
        {
            if (value.Length > 0 && value.All(char.IsAsciiDigit) && ValueSyntax.Clamp(value, int.MaxValue) is >= 1 and <= 128 and var bits)
                return (byte)bits;
            line.Error($"invalid netmask \"{DirectiveReader.Shorten(value)}\": expected a prefix length, 1..128");
            return null;
        }

        string[] parts = value.Split('.');
        if (parts.Length != 4 || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            line.Error($"invalid netmask \"{DirectiveReader.Shorten(value)}\": expected four numbers, as in 255.255.255.0");
            return null;
        }

        uint mask = 0;
        foreach (string part in parts)
            mask = (mask << 8) | (uint)ValueSyntax.Clamp(part, 256);
        int ones = BitOperations.PopCount(mask);
        if (parts.All(part => ValueSyntax.Clamp(part, 256) <= 255) && ones == BitOperations.LeadingZeroCount(~mask))
            return (byte)ones;
        line.OriginalAccepts($"invalid netmask {DirectiveReader.Shorten(value)}: expected ones before zeros, as in 255.255.255.0");
        return null;
    }
}
