using Ldirectord.Platform;

namespace Ldirectord.Ipvs;

/// <summary>A network interface, as a sync daemon needs it.</summary>
/// <param name="Index">
/// Its number; an interface that is made anew has another one. A sync daemon of the kernel stays with the old one, and is dumb.
/// </param>
/// <param name="HasIPv4">Whether it has an IPv4 address. Without one a master sends from an address of another interface.</param>
internal readonly record struct SyncInterface(int Index, bool HasIPv4)
{
    /// <returns>Null if there is no interface of that name.</returns>
    public static SyncInterface? Find(string name) => InterfaceRequest.Find<SyncInterface>(
        name, (index, ask) => new SyncInterface(index, ask(InterfaceRequest.AddressOf) is not null));
}
