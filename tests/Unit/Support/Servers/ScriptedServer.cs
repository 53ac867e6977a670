using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ldirectord.Tests.Support;

/// <summary>
/// A TCP server on loopback, on a port the kernel chose, that does with each connection what a script says. After the script the connection
/// is closed.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly ConcurrentBag<Task> _conversations = [];
    private int _connections;

    public ScriptedServer(Func<Peer, Task> script, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start(4096);
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = Task.Run(() => AcceptAsync(script));
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// What each request began with: all that was received at once or until an empty line, in the order of the connections.
    /// </summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>
    /// An address on loopback where nobody listens. Bound and not listening for as long as the test holds it, so that nobody else gets the
    /// port.
    /// </summary>
    public static Socket Refusing(out IPEndPoint target, IPAddress? address = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        target = (IPEndPoint)socket.LocalEndPoint!;
        target = new IPEndPoint(target.Address.IsIPv4MappedToIPv6 ? target.Address.MapToIPv4() : target.Address, target.Port);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_conversations);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Peer, Task> script)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                _conversations.Add(Task.Run(() => TalkAsync(script, socket)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(Func<Peer, Task> script, Socket socket)
    {
        using (socket)
        {
            try
            {
                using var peer = new Peer(socket, this, _stop.Token);
                await script(peer);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or AuthenticationException
            or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    /// <summary>One connection, seen from the server.</summary>
    public sealed class Peer(Socket socket, ScriptedServer server, CancellationToken stop) : IDisposable
    {
        private SslStream? _tls;

        public CancellationToken Stop => stop;

        /// <summary>From here on the dialogue is over TLS.</summary>
        public async Task StartTlsAsync(X509Certificate2 certificate)
        {
            _tls = new SslStream(new NetworkStream(socket));
            await _tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        }

        /// <summary>Receives until an empty line has come, or the client stops; the text is kept in <see cref="Requests"/>.</summary>
        public async Task<string> ReceiveRequestAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await ReceiveAsync(buffer);
                if (count == 0)
                    break;
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            server.Requests.Enqueue(text.ToString());
            return text.ToString();
        }

        /// <summary>Receives what comes first.</summary>
        public async Task<string> ReceiveSomeAsync()
        {
            var buffer = new byte[4096];
            var text = Encoding.Latin1.GetString(buffer, 0, await ReceiveAsync(buffer));
            server.Requests.Enqueue(text);
            return text;
        }

        public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

        public async Task SendAsync(ReadOnlyMemory<byte> data)
        {
            if (_tls is not null)
                await _tls.WriteAsync(data, stop);
            else
                while (!data.IsEmpty)
                    data = data[await socket.SendAsync(data, stop)..];
        }

        /// <summary>Sends the text in pieces, each by a send of its own.</summary>
        public async Task SendPiecesAsync(IEnumerable<string> pieces)
        {
            foreach (var piece in pieces)
            {
                await SendAsync(piece);
                await Task.Yield();
            }
        }

        /// <summary>Keeps the connection open and silent until the client closes it.</summary>
        public async Task HangAsync()
        {
            var buffer = new byte[4096];
            while (await ReceiveAsync(buffer) > 0)
            {
            }
        }

        /// <summary>Says no more, and goes on listening.</summary>
        public void ShutDown() => socket.Shutdown(SocketShutdown.Send);

        /// <summary>Closes with RST instead of FIN.</summary>
        public void Reset()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        public void Dispose() => _tls?.Dispose();

        private ValueTask<int> ReceiveAsync(byte[] buffer) => _tls?.ReadAsync(buffer, stop) ?? socket.ReceiveAsync(buffer, stop);
    }
}
