using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Tests.Support;

/// <summary>
/// A listener whose queue is full and never emptied: a connection request to it is dropped by the kernel, as by a host that is gone.
/// </summary>
public sealed class SilentListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _only = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentListener()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _only.Connect(EndPoint); // a queue of length 0 takes one
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>How many are trying to connect: state 02, SYN_SENT, in net/tcp of proc(5).</summary>
    public int Connecting
    {
        get
        {
            var remote = string.Create(CultureInfo.InvariantCulture, $" 0100007F:{EndPoint.Port:X4} 02 ");
            return File.ReadLines("/proc/net/tcp").Count(line => line.Contains(remote, StringComparison.Ordinal));
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _only.Dispose();
    }
}
