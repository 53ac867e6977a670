using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// The system calls of this room, as glibc and musl offer them; every one leaves its reason in errno (<see cref="Errno.Last"/>).
/// </summary>
internal static unsafe partial class Libc
{
    // <bits/socket.h>, <netinet/in.h>: the same on every architecture that .NET runs on under Linux.
    public const byte AfUnix = 1;
    public const int AfInet = 2;
    public const int AfInet6 = 10;
    public const int SockStream = 1;
    public const int SockDgram = 2;
    public const int SockRaw = 3;
    public const int SockNonblock = 0x800;
    public const int SockCloexec = 0x80000;
    public const int SolSocket = 1;
    public const int SoReuseAddress = 2;
    public const int SoError = 4;
    public const int SoReceiveBuffer = 8;
    public const int SoKeepAlive = 9;
    public const int SoLinger = 13;
    public const int SoBindToDevice = 25;
    public const int SoMark = 36;
    public const int SolIp = 0;
    public const int IpBindAddressNoPort = 24;
    public const int IpProtoTcp = 6;
    public const int IpProtoUdp = 17;
    public const int TcpNoDelay = 1;
    public const int TcpKeepIdle = 4;
    public const int TcpKeepInterval = 5;
    public const int TcpKeepCount = 6;
    public const int MsgNoSignal = 0x4000;
    public const int MsgDontWait = 0x40;
    public const int ShutBoth = 2;
    public const int DuplicateCloexec = 1030; // F_DUPFD_CLOEXEC
    public const short PollIn = 0x1;
    public const short PollOut = 0x4;
    public const short PollError = 0x8;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int InputOutputControl(int fd, nuint what, Span<byte> request);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int fd, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int fd, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int fd, ReadOnlySpan<byte> data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int fd, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(
        int fd, ReadOnlySpan<byte> data, nint length, int flags, ReadOnlySpan<byte> address, int addressLength);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int fd, Span<byte> buffer, nint length, int flags, Span<byte> address, ref int addressLength);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSocketName(int fd, Span<byte> address, ref int addressLength);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int fd, int level, int name, out int value, ref int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int fd, int level, int name, Span<byte> value, ref int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int fd, int level, int name, ReadOnlySpan<byte> value, int length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, in ulong value, nint length);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int fd, byte* epollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int maximum, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetResourceLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    public static void SetSocketOption(int fd, int level, int name, int value) =>
        _ = SetSocketOption(fd, level, name, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)), sizeof(int));

    /// <summary>Begins to connect a socket. Allocates nothing: it is a part of every check.</summary>
    /// <returns>0, or less after an error (<see cref="Errno.Last"/>).</returns>
    public static int Connect(int fd, IPEndPoint to)
    {
        var isSix = to.AddressFamily == AddressFamily.InterNetworkV6;
        // struct sockaddr_in of ip(7), sockaddr_in6 of ipv6(7): family, port, of six the flow, address, of six the scope.
        Span<byte> address = stackalloc byte[isSix ? 28 : 16];
        address.Clear();
        BitConverter.TryWriteBytes(address, (ushort)(isSix ? AfInet6 : AfInet));
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)to.Port);
        _ = to.Address.TryWriteBytes(address[(isSix ? 8 : 4)..], out _);
        if (isSix)
            BitConverter.TryWriteBytes(address[24..], (uint)to.Address.ScopeId);
        return Connect(fd, address, address.Length);
    }

    /// <summary>Our address and port of a connected socket.</summary>
    public static IPEndPoint LocalEndPoint(int fd)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6); // the longer of the two; the kernel writes its family into it
        var length = address.Size;
        return GetSocketName(fd, address.Buffer.Span, ref length) == 0
            ? (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address)
            : throw Errno.Failure(Errno.Last, IoFailure.Local);
    }

    /// <summary>The pending error of a socket, 0 if there is none (SO_ERROR, socket(7)).</summary>
    public static int PendingError(int fd)
    {
        var length = sizeof(int);
        return GetSocketOption(fd, SolSocket, SoError, out var error, ref length) == 0 ? error : Errno.Last;
    }

    /// <summary>How many descriptors this process may have (RLIMIT_NOFILE, getrlimit(2)). Numbers are given from 0.</summary>
    public static long DescriptorLimit() =>
        GetResourceLimit(7, out var limit) == 0 ? (long)Math.Min(limit.Current, int.MaxValue) : 1024;

    /// <summary>Waits until a write would not block, or would fail. False after the timeout.</summary>
    public static bool IsReadyToWrite(int fd, TimeSpan timeout)
    {
        var entry = new PollEntry { Fd = fd, Events = PollOut };
        return Poll(&entry, 1, (int)timeout.TotalMilliseconds) > 0;
    }

    /// <summary>struct rlimit of getrlimit(2) on 64 bits.</summary>
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Maximum;
    }

    /// <summary>struct pollfd of poll(2).</summary>
    public struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
