using System.Net;
using System.Text.RegularExpressions;

namespace Ldirectord.Config;

/// <summary>Whether a "real =" line is about a server, as far as its text says.</summary>
internal static partial class RealAddress
{
    /// <returns>Null if the line has a name in place of an address.</returns>
    public static bool? Covers(string value, IPEndPoint server)
    {
        if (Form().Match(value) is not { Success: true } match || !IPAddress.TryParse(match.Groups["first"].ValueSpan, out var first))
            return null;
        // A port may be a name: then any is taken to be the server's.
        if (ushort.TryParse(match.Groups["port"].ValueSpan, out var port) && port != server.Port)
            return false;
        if (!match.Groups["last"].Success)
            return first.Equals(server.Address);
        return IPAddress.TryParse(match.Groups["last"].ValueSpan, out var last)
            && Compare(first, server.Address) <= 0 && Compare(server.Address, last) <= 0;
    }

    private static int Compare(IPAddress one, IPAddress other) =>
        one.AddressFamily != other.AddressFamily ? 1
        : one.GetAddressBytes().AsSpan().SequenceCompareTo(other.GetAddressBytes());

    [GeneratedRegex(@"^\s*\[?(?<first>[0-9a-fA-F.:]+?)\]?(->\[?(?<last>[0-9a-fA-F.:]+?)\]?)?(:(?<port>\w+))?(\s|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
