using System.Net;

namespace Ldirectord.Networking;

/// <summary>The kernel's route to an address.</summary>
/// <param name="Device">Index of the device that packets leave by.</param>
/// <param name="Source">The source that the kernel would choose; null if it does not say.</param>
/// <param name="IsLocal">The address is this machine's own.</param>
internal readonly record struct RouteAnswer(int Device, IPAddress? Source, bool IsLocal)
{
    /// <summary>The router that takes the packets; null if the address is on the device's own segment.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Bytes of the longest packet that the route itself is set to; 0 if it is not.</summary>
    public int Mtu { get; init; }
}
