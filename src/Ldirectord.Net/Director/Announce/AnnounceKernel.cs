using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>
/// What <see cref="AddressAnnouncer"/> needs of the kernel. An interface is its index and its name; each function but the first may throw
/// an <see cref="Platform.IoFailureException"/>.
/// </summary>
/// <param name="Find">Finds the interface with a name; null if the kernel has no such interface.</param>
/// <param name="Read">The addresses of an interface.</param>
internal sealed record AnnounceKernel(
    Func<string, AnnounceInterface?> Find,
    Func<int, string, IReadOnlyList<AnnouncedAddress>> Read,
    Action<int, string, IPAddress> Add,
    Action<int, string, IPAddress> Remove)
{
    /// <summary>The running kernel.</summary>
    public static AnnounceKernel Running { get; } =
        new(AnnounceInterface.Find, AnnounceNetlink.Read, AnnounceNetlink.Add, AnnounceNetlink.Remove);
}
