using System.Net;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>How a check's socket leaves this machine: its source address, its device, its mark (socket(7)). Equal by value.</summary>
internal sealed record SocketPath
{
    /// <summary>Null if the kernel chooses.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Name of a network device, 1..15 bytes (IFNAMSIZ); null for any.</summary>
    public string? Device { get; init; }

    /// <summary>Mark of every packet (SO_MARK); 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>Source ports of its own; a TCP connection with one ends by a reset. Null if the kernel chooses.</summary>
    public SourcePorts? Ports { get; init; }

    /// <summary>Sets a new socket's options and binds it.</summary>
    /// <exception cref="IoFailureException">This machine does not have the address or the device, or does not permit it.</exception>
    public void Prepare(int fd, bool isStream)
    {
        if (Device is not null)
            Set(fd, Libc.SoBindToDevice, Encoding.UTF8.GetBytes(Device), $"use the device {Device}");
        if (Mark != 0)
            Set(fd, Libc.SoMark, BitConverter.GetBytes(Mark), $"set the mark {Mark}");
        if (Source is null)
            return;
        if (Ports is null)
        {
            // The port is chosen at connect: as many connections as there are ports for each target, not in all.
            Libc.SetSocketOption(fd, Libc.SolIp, Libc.IpBindAddressNoPort, 1);
            if (Bind(fd, Source, 0) is var error and not 0)
                throw Unfit(error, $"send from {Source}");
            return;
        }

        Libc.SetSocketOption(fd, Libc.SolSocket, Libc.SoReuseAddress, 1);
        // struct linger: on, 0 seconds. The entry of a reset connection lives for 10 s, of a closed one for 120 s.
        if (isStream)
            _ = Libc.SetSocketOption(fd, Libc.SolSocket, Libc.SoLinger, [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(0)], 8);
        var port = isStream ? Ports.Next() : Ports.First;
        var failed = Bind(fd, Source, port);
        if (failed == Errno.AddressInUse)
            failed = Bind(fd, Source, Ports.Other(port));
        if (failed != 0)
            throw Unfit(failed, $"send from {new IPEndPoint(Source, port)}");
    }

    private static void Set(int fd, int option, ReadOnlySpan<byte> value, string what)
    {
        if (Libc.SetSocketOption(fd, Libc.SolSocket, option, value, value.Length) != 0)
            throw Unfit(Errno.Last, what);
    }

    private static int Bind(int fd, IPAddress source, int port)
    {
        var address = new IPEndPoint(source, port).Serialize();
        return Libc.Bind(fd, address.Buffer.Span[..address.Size], address.Size) == 0 ? 0 : Errno.Last;
    }

    private static IoFailureException Unfit(int error, string what)
    {
        var why = error switch
        {
            Errno.AddressNotAvailable => "it has no such address",
            Errno.AddressInUse => "the port is in use",
            Errno.NoDevice => "it has no such device",
            Errno.NotPermitted or Errno.PermissionDenied => "not permitted (CAP_NET_ADMIN is needed)",
            _ => Errno.Words(error),
        };
        return new IoFailureException(IoFailure.Unfit, $"this machine cannot {what}: {why}");
    }
}
