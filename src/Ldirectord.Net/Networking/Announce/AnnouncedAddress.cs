using System.Net;
using System.Text;

namespace Ldirectord.Networking;

/// <summary>An address on an interface, which a routing daemon exports.</summary>
/// <param name="Device">Index of the interface.</param>
/// <param name="IsOurs">It bears the mark that ldirectord gives to the addresses that it adds.</param>
internal readonly record struct AnnouncedAddress(int Device, IPAddress Address, bool IsOurs)
{
    /// <summary>IFA_PROTO of the addresses that ldirectord adds: a number that no other program is known to use.</summary>
    public const byte Origin = 76;

    /// <summary>Bytes of the longest label, IFNAMSIZ without its end.</summary>
    private const int LongestLabel = 15;

    /// <summary>
    /// Label of the IPv4 addresses that ldirectord adds: the mark where the kernel knows no IFA_PROTO. Null if the interface's name leaves
    /// no room for it.
    /// </summary>
    public static string? LabelOn(string device) => $"{device}:lvs" is var label && Encoding.UTF8.GetByteCount(label) <= LongestLabel
        ? label : null;
}
