using System.Net;
using System.Net.Sockets;

namespace Ldirectord.RealServers.Monitoring;

/// <summary>A port of 127.0.0.1 behind which a Unix socket answers, as "ssh -L" or socat would do it.</summary>
internal sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpForwarder()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where connections lead; until it is set, they are closed.</summary>
    public string? Path { get; set; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the tests.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var here = client;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Path is null)
                return;
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
            await using var there = new NetworkStream(socket);
            await Task.WhenAny(here.GetStream().CopyToAsync(there), there.CopyToAsync(here.GetStream()));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The daemon is not there yet, or either side has left.
        }
    }
}
