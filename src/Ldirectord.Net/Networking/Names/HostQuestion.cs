using System.Net.Sockets;

namespace Ldirectord.Networking;

/// <summary>What is asked for all addresses of a host: its name, and IPv4 or IPv6.</summary>
internal readonly record struct HostQuestion(string Name, AddressFamily Family)
{
    /// <summary>"IPv4" or "IPv6".</summary>
    public string Kind => Family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    public override string ToString() => Name;
}
