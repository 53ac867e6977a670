using System.Net;
using System.Net.NetworkInformation;

namespace Ldirectord.Networking;

/// <summary>A machine says that it has an address.</summary>
internal sealed record ArpAnswer(IPAddress Address, PhysicalAddress Hardware)
{
    /// <summary>"52:54:00:12:34:56".</summary>
    public static string Text(PhysicalAddress hardware) =>
        string.Join(':', hardware.GetAddressBytes().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
}
