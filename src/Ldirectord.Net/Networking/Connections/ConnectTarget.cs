using System.Net;

namespace Ldirectord.Networking;

/// <summary>The far end of a connection, and the way to it.</summary>
/// <param name="Path">Null if the kernel chooses source and device, and sets no mark.</param>
internal readonly record struct ConnectTarget(IPEndPoint EndPoint, SocketPath? Path)
{
    public static implicit operator ConnectTarget(IPEndPoint endPoint) => new(endPoint, null);
}
