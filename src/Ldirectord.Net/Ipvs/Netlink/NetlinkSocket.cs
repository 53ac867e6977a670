using System.Buffers;
using System.Runtime.InteropServices;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Ipvs;

/// <summary>
/// A blocking generic netlink socket (netlink(7)). It is connected to the kernel, so that no other process can send to it. A call that
/// fails throws an <see cref="IpvsException"/>.
/// </summary>
internal sealed partial class NetlinkSocket : IDisposable
{
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVTIMEO = 20;
    private const int SOL_NETLINK = 270;
    private const int MSG_TRUNC = 0x20;
    private const int TimeoutSeconds = 10;

    private readonly SafeFileHandle _handle;

    // The kernel splits a dump into datagrams of at most 32 KB, or of the largest buffer that was offered so far.
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);

    public NetlinkSocket()
    {
        _handle = Socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NetlinkConstants.NETLINK_GENERIC);
        if (_handle.IsInvalid)
            throw Failed("open");
        SetOption(SOL_NETLINK, NetlinkConstants.NETLINK_CAP_ACK, 1);
        SetOption(SOL_NETLINK, NetlinkConstants.NETLINK_EXT_ACK, 1);
        ReadOnlySpan<nint> timeval = [TimeoutSeconds, 0];
        ReadOnlySpan<byte> timeout = MemoryMarshal.AsBytes(timeval);
        Check(SetSocketOption(_handle, SOL_SOCKET, SO_RCVTIMEO, timeout, (uint)timeout.Length), "set up");
        ReadOnlySpan<byte> kernel = [AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        if (!BitConverter.IsLittleEndian)
            kernel = [0, AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Check(Connect(_handle, kernel, (uint)kernel.Length), "connect");
    }

    public void Send(ReadOnlySpan<byte> messages)
    {
        nint sent;
        do
            sent = SendTo(_handle, messages, (nuint)messages.Length, 0);
        while (sent < 0 && Errno.Last == Errno.Interrupted);
        Check(sent, "send");
    }

    /// <returns>The next datagram; valid until the next call or the end of the socket.</returns>
    public ReadOnlySpan<byte> Receive()
    {
        nint length;
        do
            length = ReceiveFrom(_handle, _buffer, (nuint)_buffer.Length, MSG_TRUNC);
        while (length < 0 && Errno.Last == Errno.Interrupted);
        Check(length, "receive");
        if (length > _buffer.Length)
            throw new IpvsException($"the kernel's netlink answer of {length} bytes is longer than the buffer of {_buffer.Length} bytes");
        return _buffer.AsSpan(0, (int)length);
    }

    public void Dispose()
    {
        _handle.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void SetOption(int level, int option, int value) =>
        Check(SetSocketOption(_handle, level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)), sizeof(int)), "set up");

    private static void Check(nint result, string what)
    {
        if (result < 0)
            throw Failed(what);
    }

    private static IpvsException Failed(string what) => Errno.Last switch
    {
        Errno.TryAgain => new($"the kernel did not answer within {TimeoutSeconds} s"),
        Errno.NoBuffers => new("the kernel sent netlink answers faster than they were read; some are lost"),
        _ => new($"cannot {what} the netlink socket to the kernel: {Marshal.GetLastPInvokeErrorMessage()}"),
    };

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial SafeFileHandle Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(SafeFileHandle socket, int level, int option, ReadOnlySpan<byte> value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendTo(SafeFileHandle socket, ReadOnlySpan<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveFrom(SafeFileHandle socket, Span<byte> bytes, nuint length, int flags);
}
