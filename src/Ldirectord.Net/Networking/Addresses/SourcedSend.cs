using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Sends one datagram of a shared socket from a given address (sendmsg(2) with IP_PKTINFO, ip(7), or IPV6_PKTINFO, ipv6(7)).
/// </summary>
internal static unsafe partial class SourcedSend
{
    private const int PacketInfo4 = 8; // IP_PKTINFO
    private const int Level6 = 41; // IPPROTO_IPV6
    private const int PacketInfo6 = 50; // IPV6_PKTINFO

    /// <returns>Bytes sent; less than 0 after an error (<see cref="Errno.Last"/>).</returns>
    public static nint To(int fd, ReadOnlySpan<byte> data, IPEndPoint to, IPAddress from)
    {
        var address = to.Serialize();
        var isSix = from.AddressFamily == AddressFamily.InterNetworkV6;
        // struct in_pktinfo: index of the device, source, destination. struct in6_pktinfo: source, index of the device. Index 0 is any.
        Span<byte> information = stackalloc byte[isSix ? 20 : 12];
        information.Clear();
        _ = from.TryWriteBytes(isSix ? information : information[4..], out _);
        Span<byte> control = stackalloc byte[sizeof(ControlHeader) + 24];
        control.Clear();
        var header = new ControlHeader
        {
            Length = (nuint)(sizeof(ControlHeader) + information.Length),
            Level = isSix ? Level6 : Libc.SolIp,
            Type = isSix ? PacketInfo6 : PacketInfo4,
        };
        MemoryMarshal.Write(control, in header);
        information.CopyTo(control[sizeof(ControlHeader)..]);
        fixed (byte* bytes = data, name = address.Buffer.Span, ancillary = control)
        {
            var part = new Part { Bytes = bytes, Length = (nuint)data.Length };
            var message = new Message
            {
                Name = name,
                NameLength = (uint)address.Size,
                Parts = &part,
                PartCount = 1,
                Control = ancillary,
                // A multiple of eight (CMSG_SPACE).
                ControlLength = (nuint)((sizeof(ControlHeader) + information.Length + 7) & ~7),
            };
            return SendMessage(fd, &message, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int fd, Message* message, int flags);

    /// <summary>struct msghdr on 64 bits.</summary>
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct iovec.</summary>
    private struct Part
    {
        public byte* Bytes;
        public nuint Length;
    }

    /// <summary>struct cmsghdr on 64 bits.</summary>
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
