using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Text;

/// <summary>An address as it stands before a colon and a port: an IPv6 address in brackets.</summary>
internal static class BracketedAddress
{
    /// <summary>"10.0.0.1" or "[2001:db8::1]".</summary>
    public static string Of(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
