using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Bench;

/// <summary>Clients of a director's HTTP socket: event streams, one that reads nothing, a scraper each second.</summary>
internal sealed class HttpViewers : IDisposable
{
    private static readonly byte[] s_stream = Encoding.ASCII.GetBytes("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private readonly List<Socket> _clients = [];
    private readonly CancellationTokenSource _stopping = new();
    private long _updates;

    private HttpViewers()
    {
    }

    /// <summary>Changes that all streams together have been sent.</summary>
    public long Updates => Interlocked.Read(ref _updates);

    public static async Task<HttpViewers> StartAsync(string socket, int streams)
    {
        var viewers = new HttpViewers();
        for (var n = 0; n <= streams; n++)
        {
            var client = await ConnectAsync(socket).ConfigureAwait(false);
            viewers._clients.Add(client);
            _ = await client.SendAsync(s_stream).ConfigureAwait(false);
            if (n > 0) // the first one reads nothing
                _ = viewers.ReadAsync(client);
        }

        _ = viewers.ScrapeAsync(socket);
        return viewers;
    }

    public static async Task<Socket> ConnectAsync(string socket)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket)).ConfigureAwait(false);
        return client;
    }

    public static async Task<string> GetAsync(string socket, string resource)
    {
        using var client = await ConnectAsync(socket).ConfigureAwait(false);
        var request = $"GET {resource} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        _ = await client.SendAsync(Encoding.ASCII.GetBytes(request)).ConfigureAwait(false);
        using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var client in _clients)
            client.Dispose();
        _stopping.Dispose();
    }

    private async Task ReadAsync(Socket client)
    {
        try
        {
            using var reader = new StreamReader(new NetworkStream(client));
            while (await reader.ReadLineAsync(_stopping.Token).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith("event: change", StringComparison.Ordinal))
                    Interlocked.Increment(ref _updates);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ScrapeAsync(string socket)
    {
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await seconds.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
                _ = await GetAsync(socket, "/metrics").ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The end.
        }
    }
}
