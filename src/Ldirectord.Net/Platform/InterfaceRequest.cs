using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Platform;

/// <summary>Asks the kernel about a network interface by its name (struct ifreq, netdevice(7)).</summary>
internal static class InterfaceRequest
{
    private const nuint IndexOf = 0x8933; // SIOCGIFINDEX
    public const nuint FlagsOf = 0x8913; // SIOCGIFFLAGS
    public const nuint AddressOf = 0x8915; // SIOCGIFADDR

    /// <summary>Bytes of a name with its end; the answer follows it.</summary>
    private const int NameLength = ProcessorAbi.InterfaceNameLength;

    /// <summary>Reads what is wanted of an interface.</summary>
    /// <param name="read">Gets the interface's index, and a question that is null if the interface has no such thing.</param>
    /// <returns>Null if there is no interface of that name.</returns>
    public static T? Find<T>(string name, Func<int, Func<nuint, int?>, T?> read) where T : struct
    {
        // Any socket of IPv4 will do; it sends nothing.
        var fd = Libc.Socket(Libc.AfInet, Libc.SockDgram | Libc.SockCloexec, 0);
        if (fd < 0)
            return null;
        try
        {
            return Ask(IndexOf) is { } index ? read(index, Ask) : null;
        }
        finally
        {
            _ = Libc.Close(fd);
        }

        int? Ask(nuint what)
        {
            Span<byte> request = stackalloc byte[ProcessorAbi.InterfaceRequestSize];
            return Encoding.UTF8.TryGetBytes(name, request[..(NameLength - 1)], out _) && Libc.InputOutputControl(fd, what, request) == 0
                ? MemoryMarshal.Read<int>(request[NameLength..]) : null;
        }
    }
}
