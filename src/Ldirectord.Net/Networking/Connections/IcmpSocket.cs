using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Sends all echo requests of one address family over one socket: a raw socket that accepts only replies (raw(7), ICMP_FILTER; RFC 3542,
/// ICMP6_FILTER), or if that is not permitted a datagram socket (icmp(7), net.ipv4.ping_group_range). Used on the reactor's thread only.
/// </summary>
internal sealed class IcmpSocket
{
    private const int ProtocolIcmp = 1;
    private const int ProtocolIcmp6 = 58;
    private const int SolRaw = 255;
    private const int Icmp4Filter = 1;
    private const int Icmp6Filter = 1;
    private const int Icmp6EchoReply = 129;
    private const int ReceiveBuffer = 1 << 20; // the replies of a round that starts at once

    private static IcmpSocket? s_ipv4;
    private static IcmpSocket? s_ipv6;

    private readonly Dictionary<ulong, Echo> _waiting = [];
    private readonly AddressFamily _family;
    private readonly int _fd; // open for as long as the process lives
    private readonly bool _raw;
    private readonly ushort _identifier = (ushort)Random.Shared.Next();
    private ulong _lastToken = (ulong)Random.Shared.NextInt64();

    private IcmpSocket(AddressFamily family, int fd, bool raw)
    {
        (_family, _fd, _raw) = (family, fd, raw);
        Libc.SetSocketOption(fd, Libc.SolSocket, Libc.SoReceiveBuffer, ReceiveBuffer);
        if (raw)
            FilterReplies(fd, family);
        _ = ReceiveAllAsync(new EpollDescriptor(fd, CancellationToken.None));
    }

    /// <summary>Sends one echo request and waits for its reply.</summary>
    /// <param name="source">Null if the kernel chooses.</param>
    /// <exception cref="IoFailureException">The request cannot be sent: missing right, no route.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public static async ValueTask EchoAsync(IPAddress address, IPAddress? source, CancellationToken ct)
    {
        await Reactor.Shared.EnterAsync();
        ct.ThrowIfCancellationRequested();
        ref var shared = ref address.AddressFamily == AddressFamily.InterNetworkV6 ? ref s_ipv6 : ref s_ipv4;
        shared ??= Open(address.AddressFamily);
        await shared.SendAndWaitAsync(address, source, ct).ConfigureAwait(false);
    }

    private static IcmpSocket Open(AddressFamily family)
    {
        var (domain, protocol) = family == AddressFamily.InterNetworkV6 ? (Libc.AfInet6, ProtocolIcmp6) : (Libc.AfInet, ProtocolIcmp);
        foreach (var type in (ReadOnlySpan<int>)[Libc.SockRaw, Libc.SockDgram])
        {
            var fd = Libc.Socket(domain, type | Libc.SockNonblock | Libc.SockCloexec, protocol);
            if (fd >= 0)
                return new IcmpSocket(family, fd, raw: type == Libc.SockRaw);
        }

        throw Errno.IsDenied(Errno.Last)
            ? new IoFailureException(IoFailure.Local, "ICMP needs root, CAP_NET_RAW, or this group inside net.ipv4.ping_group_range")
            : Errno.Failure(Errno.Last, IoFailure.Local);
    }

    /// <summary>Without a filter a raw socket receives a copy of every ICMP message to this machine.</summary>
    private static void FilterReplies(int fd, AddressFamily family)
    {
        if (family == AddressFamily.InterNetwork)
        {
            Libc.SetSocketOption(fd, SolRaw, Icmp4Filter, ~1); // a set bit blocks the type; echo reply is type 0
            return;
        }

        Span<uint> blocked = stackalloc uint[8];
        blocked.Fill(uint.MaxValue);
        blocked[Icmp6EchoReply >> 5] &= ~(1u << (Icmp6EchoReply & 31));
        var filter = MemoryMarshal.AsBytes(blocked);
        _ = Libc.SetSocketOption(fd, ProtocolIcmp6, Icmp6Filter, filter, filter.Length);
    }

    private async ValueTask SendAndWaitAsync(IPAddress address, IPAddress? source, CancellationToken ct)
    {
        var token = ++_lastToken;
        var echo = new Echo(address);
        _waiting.Add(token, echo);
        try
        {
            Send(address, source, token);
            using (ct.UnsafeRegister(static echo => Reactor.Shared.Post(((Echo)echo!).Cancel), echo))
                await echo.Replied.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, "no echo reply", ct);
        }
        finally
        {
            _waiting.Remove(token);
        }
    }

    private void Send(IPAddress address, IPAddress? source, ulong token)
    {
        Span<byte> message = stackalloc byte[IcmpMessage.Size];
        IcmpMessage.WriteRequest(message, _family, _identifier, token);
        var endPoint = new IPEndPoint(address, 0);
        var to = endPoint.Serialize();
        var sent = source is not null ? SourcedSend.To(_fd, message, endPoint, source)
            : Libc.SendTo(_fd, message, message.Length, 0, to.Buffer.Span[..to.Size], to.Size);
        if (sent < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Connect);
    }

    private async Task ReceiveAllAsync(EpollDescriptor descriptor)
    {
        while (true)
        {
            await descriptor.ReadyAsync().ConfigureAwait(false);
            while (ReceiveOne())
            {
            }
        }
    }

    /// <returns>False if nothing is left to receive.</returns>
    private bool ReceiveOne()
    {
        Span<byte> packet = stackalloc byte[IcmpMessage.MaxReceived];
        var sender = new SocketAddress(_family);
        var senderLength = sender.Size;
        var length = (int)Libc.ReceiveFrom(_fd, packet, packet.Length, 0, sender.Buffer.Span, ref senderLength);
        if (length < 0)
            return Errno.Last != Errno.TryAgain; // an ICMP error that a datagram socket reports: the next may be a reply
        var withHeader = _raw && _family == AddressFamily.InterNetwork;
        if (IcmpMessage.TryReadReply(packet[..length], _family, withHeader, _raw ? _identifier : null, out var token)
            && _waiting.TryGetValue(token, out var echo))
            echo.Reply(((IPEndPoint)new IPEndPoint(echo.Address, 0).Create(sender)).Address);
        return true;
    }

    /// <summary>A request that waits for its reply. Its continuation runs on the reactor's thread.</summary>
    private sealed class Echo(IPAddress address)
    {
        private readonly TaskCompletionSource _replied = new();

        public IPAddress Address { get; } = address;

        public Task Replied => _replied.Task;

        /// <summary>Only a reply from the requested address counts; the scope of a link-local address is not compared.</summary>
        public void Reply(IPAddress from)
        {
            if (from.GetAddressBytes().AsSpan().SequenceEqual(Address.GetAddressBytes()))
                _replied.TrySetResult();
        }

        public void Cancel() => _replied.TrySetCanceled();
    }
}
