using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>A web server on the host that fails on command, and reports when the first request after that was answered.</summary>
internal sealed class FailableServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Parse("127.200.0.1"), 0);
    private TaskCompletionSource<long>? _failed;

    public FailableServer()
    {
        _listener.Start();
        _ = AnswerAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <returns>The time stamp of the first bad answer.</returns>
    public Task<long> FailAsync() => (_failed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Mend() => _failed = null;

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync()
    {
        var request = new byte[4096];
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
            _ = await socket.ReceiveAsync(request).ConfigureAwait(false);
            var failed = _failed;
            failed?.TrySetResult(Stopwatch.GetTimestamp());
            _ = await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(failed is null ? "200 OK" : "500 Dead")}\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\nok")).ConfigureAwait(false);
        }
    }
}
