using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.KernelGuest;

/// <summary>One connection to a web server, made at the first request and never again: once it is lost, every request fails.</summary>
internal sealed class OpenConnection(Uri url) : IDisposable
{
    private readonly byte[] _request =
        Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: keep-alive\r\n\r\n");

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private string? _lost;

    public async Task<(bool Ok, string Text)> AskAsync(TimeSpan timeout)
    {
        if (_lost is not null)
            return (false, _lost);
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            if (!_socket.Connected)
                await _socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port), deadline.Token);
            await _socket.SendAsync(_request, deadline.Token);
            return await ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _lost = $"no answer within {timeout.TotalMilliseconds:0} ms";
        }
        catch (SocketException e)
        {
            _lost = e.Message;
        }
        return (false, _lost);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<(bool Ok, string Text)> ReadAsync(CancellationToken cancel)
    {
        const string lengthHeader = "Content-Length: ";
        var answer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(answer.AsMemory(length), cancel);
            if (read == 0)
                return (false, _lost = "closed by the server");
            length += read;
            var text = Encoding.ASCII.GetString(answer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            var at = text.IndexOf(lengthHeader, StringComparison.Ordinal) + lengthHeader.Length;
            if (text.Length - end - 4 == int.Parse(text.AsSpan(at, text.IndexOf('\r', at) - at)))
                return (text.Contains(" 200 ", StringComparison.Ordinal), text[(end + 4)..]);
        }
    }
}
