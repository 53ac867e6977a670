using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.KernelGuest;

/// <summary>A client of web servers: each request over a new connection. See <see cref="AskingClient"/>.</summary>
internal static class WebClient
{
    public static Task<int> RunAsync(string url, string log, string[] options)
    {
        var uri = new Uri(url);
        var target = new IPEndPoint(IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
        var request = Encoding.ASCII.GetBytes($"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\n\r\n");
        return AskingClient.RunAsync(log, options, timeout => AskAsync(target, request, timeout));
    }

    private static async Task<(bool Ok, string Text)> AskAsync(IPEndPoint target, byte[] request, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, deadline.Token);
            await socket.SendAsync(request, deadline.Token);
            var answer = new byte[4096];
            var length = 0;
            int read;
            while (length < answer.Length && (read = await socket.ReceiveAsync(answer.AsMemory(length), deadline.Token)) > 0)
                length += read;
            var text = Encoding.ASCII.GetString(answer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                return (false, "the answer is cut off");
            var status = text[..text.IndexOf('\r', StringComparison.Ordinal)];
            return status.Contains(" 200 ", StringComparison.Ordinal) ? (true, text[(end + 4)..].Trim()) : (false, status);
        }
        catch (OperationCanceledException)
        {
            return (false, $"no answer within {timeout.TotalMilliseconds:0} ms");
        }
        catch (SocketException e)
        {
            return (false, e.Message);
        }
    }
}
