using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.KernelGuest;

/// <summary>
/// A web server that answers every request with its name, if asked for each datagram to the same port with what it holds and its name, and
/// can be made to fail in the ways real ones do. A connection goes on after an answer if its client asks for that.
/// </summary>
internal sealed class WebBackend(string name, string? networkNamespace, IPEndPoint endPoint, bool answersDatagrams = false)
{
    private readonly HashSet<Socket> _connections = [];
    private Socket? _listener;
    private Socket? _datagrams;
    private volatile string _mode = "dead";

    public string Name => name;

    /// <param name="mode">up; dead: refuses; hang: accepts and never answers; error: answers 500.</param>
    public void Become(string mode)
    {
        if (mode is not ("up" or "dead" or "hang" or "error"))
            throw new ArgumentException($"{mode}: expected up, dead, hang or error", nameof(mode));
        _mode = mode;
        if (mode == "dead")
            Close();
        else if (_listener is null)
            Listen();
    }

    private void Listen()
    {
        _listener = NetworkNamespace.Run(networkNamespace, () =>
        {
            var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                listener.DualMode = true;
            listener.Bind(endPoint);
            listener.Listen(512);
            return listener;
        });
        _ = AcceptAsync(_listener);
        if (!answersDatagrams)
            return;
        _datagrams = NetworkNamespace.Run(networkNamespace, () =>
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = true;
            socket.Bind(endPoint);
            return socket;
        });
        _ = AnswerAsync(_datagrams);
    }

    private void Close()
    {
        _listener?.Dispose();
        _listener = null;
        _datagrams?.Dispose();
        _datagrams = null;
        lock (_connections)
        {
            foreach (var connection in _connections)
                connection.Close(0);
            _connections.Clear();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Dead now.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        var question = new byte[512];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(question, endPoint);
                if (_mode != "hang")
                    await socket.SendToAsync(Encoding.ASCII.GetBytes(
                        $"{Encoding.ASCII.GetString(question, 0, received.ReceivedBytes)} {name}"), received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Dead now.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        lock (_connections)
            _connections.Add(connection);
        try
        {
            var request = new byte[4096];
            var goesOn = true;
            while (goesOn)
            {
                var length = 0;
                while (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    var read = await connection.ReceiveAsync(request.AsMemory(length));
                    if (read == 0)
                        return;
                    length += read;
                }
                if (_mode == "hang")
                {
                    // Until the client gives up.
                    while (await connection.ReceiveAsync(request.AsMemory()) > 0)
                    {
                    }
                    return;
                }
                goesOn = request.AsSpan(0, length).IndexOf("\r\nConnection: keep-alive\r\n"u8) >= 0;
                var status = _mode == "error" ? "500 Internal Server Error" : "200 OK";
                var body = request.AsSpan(0, length).StartsWith("HEAD"u8) ? "" : name;
                await connection.SendAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {name.Length}\r\n"
                    + $"Connection: {(goesOn ? "keep-alive" : "close")}\r\n\r\n{body}"));
            }
            connection.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone, or this server has died.
        }
        finally
        {
            lock (_connections)
                _connections.Remove(connection);
            connection.Dispose();
        }
    }
}
