using System.Runtime.InteropServices;
using Ldirectord.Platform;
using static Ldirectord.Networking.RouteNetlink;

namespace Ldirectord.Networking;

/// <summary>
/// One request to the kernel's addresses, links or neighbours and its whole answer (rtnetlink(7)). The kernel answers inside of the send,
/// so nothing is waited for.
/// </summary>
internal static class RouteExchange
{
    private const int LongestAnswer = 64 * 1024;

    public delegate void PayloadReader(ReadOnlySpan<byte> payload);

    /// <summary>A request that is done or refused.</summary>
    /// <exception cref="IoFailureException">The kernel refuses.</exception>
    public static void Run(byte[] request) => Run(request, MessageDone, _ => { });

    /// <summary>A request for messages of one type.</summary>
    /// <exception cref="IoFailureException">The kernel refuses.</exception>
    public static void Run(byte[] request, ushort type, PayloadReader read)
    {
        var fd = Libc.Socket(FamilyNetlink, Libc.SockRaw | Libc.SockCloexec, ProtocolRoute);
        if (fd < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        try
        {
            if (Libc.Send(fd, request, request.Length, 0) != request.Length)
                throw Errno.Failure(Errno.Last, IoFailure.Local);
            var buffer = new byte[LongestAnswer];
            while (true)
            {
                var length = (int)Libc.Receive(fd, buffer, buffer.Length, Libc.MsgDontWait);
                if (length < 0)
                    throw Errno.Failure(Errno.Last, IoFailure.Local);
                if (IsEnd(buffer.AsSpan(0, length), type, read))
                    return;
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <returns>Whether the answer is complete.</returns>
    private static bool IsEnd(ReadOnlySpan<byte> datagram, ushort type, PayloadReader read)
    {
        while (TryMessage(ref datagram, out var header, out var payload))
        {
            switch (header.Type)
            {
                case MessageDone:
                    return true;
                case MessageError when payload.Length >= sizeof(int):
                    return -MemoryMarshal.Read<int>(payload) is var error and not 0
                        ? throw Errno.Failure(error, IoFailure.Local) : true;
                case var other when other == type:
                    read(payload);
                    break;
            }
        }

        return false;
    }
}
