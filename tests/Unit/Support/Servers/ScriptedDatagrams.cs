using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Tests.Support;

/// <summary>
/// A UDP server on loopback, on a port the kernel chose, that answers each datagram with what a script says: none, one or several.
/// </summary>
public sealed class ScriptedDatagrams : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="script">Given a datagram and how many came before it.</param>
    public ScriptedDatagrams(Func<byte[], int, IEnumerable<byte[]>> script, IPEndPoint? at = null)
    {
        at ??= new IPEndPoint(IPAddress.Loopback, 0);
        _socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(at);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _serving = Task.Run(() => ServeAsync(script));
    }

    /// <summary>Answers in text.</summary>
    public static ScriptedDatagrams OfText(Func<string, int, IEnumerable<string>> script, IPAddress? address = null) =>
        new((datagram, before) => script(Encoding.Latin1.GetString(datagram), before).Select(Encoding.Latin1.GetBytes),
            new IPEndPoint(address ?? IPAddress.Loopback, 0));

    public IPEndPoint EndPoint { get; }

    public ConcurrentQueue<byte[]> Requests { get; } = new();

    /// <summary>
    /// A port on loopback that nobody serves, and nobody will for as long as the test holds it: connected to itself, it takes from nobody
    /// else.
    /// </summary>
    public static Socket Unreachable(out IPEndPoint target, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        target = (IPEndPoint)socket.LocalEndPoint!;
        socket.Connect(target);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<byte[], int, IEnumerable<byte[]>> script)
    {
        var buffer = new byte[IPEndPoint.MaxPort];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, EndPoint, _stop.Token);
                var datagram = buffer[..received.ReceivedBytes];
                var before = Requests.Count;
                Requests.Enqueue(datagram);
                foreach (var answer in script(datagram, before))
                    await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped, or the client has gone.
        }
    }
}
