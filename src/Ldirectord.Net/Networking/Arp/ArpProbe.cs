using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Asks the machines of a segment which of them answer for given addresses (packet(7)). This machine's own kernel does not hear the
/// question, so every answer is another machine's. Needs CAP_NET_RAW.
/// </summary>
internal static class ArpProbe
{
    private const int FamilyPacket = 17; // AF_PACKET
    private const ushort ProtocolArp = 0x0806; // ETH_P_ARP
    private const int LinkAddressLength = 20; // struct sockaddr_ll
    private const int LongestMessage = 256;

    /// <param name="link">An ethernet, or what looks like one.</param>
    /// <param name="wait">How long answers are waited for.</param>
    /// <returns>Each answer once.</returns>
    /// <exception cref="IoFailureException">The question cannot be asked: the right is missing, the link is down.</exception>
    public static async Task<IReadOnlyList<ArpAnswer>> AskAsync(NetworkLink link, IReadOnlyCollection<IPAddress> addresses, TimeSpan wait)
    {
        var fd = Open(link);
        await Reactor.Shared.EnterAsync();
        using var deadline = new CancellationTokenSource(wait);
        using var descriptor = new EpollDescriptor(fd, deadline.Token);
        var answers = new HashSet<ArpAnswer>();
        foreach (var address in addresses)
            Send(fd, link, address);
        try
        {
            while (true)
            {
                while (Receive(fd) is { } message)
                {
                    if (ArpMessage.ReadReply(message) is { } answer && addresses.Contains(answer.Address)
                        && !answer.Hardware.Equals(link.Hardware))
                        answers.Add(answer);
                }

                await descriptor.ReadyAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return [.. answers];
        }
    }

    private static int Open(NetworkLink link)
    {
        var fd = Libc.Socket(
            FamilyPacket, Libc.SockDgram | Libc.SockNonblock | Libc.SockCloexec, BinaryPrimitives.ReverseEndianness(ProtocolArp));
        if (fd < 0)
        {
            throw Errno.IsDenied(Errno.Last)
                ? new IoFailureException(IoFailure.Local, "ARP needs root, or CAP_NET_RAW") : Errno.Failure(Errno.Last, IoFailure.Local);
        }

        var address = LinkAddress(link.Index);
        if (Libc.Bind(fd, address, address.Length) == 0)
            return fd;
        var error = Errno.Last;
        _ = Libc.Close(fd);
        throw Errno.Failure(error, IoFailure.Local);
    }

    private static void Send(int fd, NetworkLink link, IPAddress address)
    {
        var message = ArpMessage.Probe(link.Hardware!, address);
        var everybody = LinkAddress(link.Index);
        if (Libc.SendTo(fd, message, message.Length, 0, everybody, everybody.Length) < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
    }

    private static byte[]? Receive(int fd)
    {
        Span<byte> buffer = stackalloc byte[LongestMessage];
        var length = (int)Libc.Receive(fd, buffer, buffer.Length, 0);
        return length < 0 ? null : buffer[..length].ToArray();
    }

    /// <summary>The broadcast address of a link; a bind uses its protocol and index only.</summary>
    private static byte[] LinkAddress(int index)
    {
        var address = new byte[LinkAddressLength];
        MemoryMarshal.Write(address, (ushort)FamilyPacket);
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), ProtocolArp);
        MemoryMarshal.Write(address.AsSpan(4), index);
        address[11] = 6;
        address.AsSpan(12, 6).Fill(0xFF);
        return address;
    }
}
