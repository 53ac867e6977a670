using System.Diagnostics;
using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>Sends one report to one client, within a time limit.</summary>
internal sealed class StatusDelivery : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Socket _client;
    private readonly CancellationTokenSource _ending;
    private long _moved = Stopwatch.GetTimestamp();

    /// <summary>Begins to send; the delivery owns the client from now on.</summary>
    public StatusDelivery(Socket client, byte[] report, CancellationToken ct)
    {
        _client = client;
        Report = report;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ending.CancelAfter(Timeout);
        Sending = SendAsync(_ending.Token);
    }

    public byte[] Report { get; }

    /// <summary>Ends without an exception, whether the client took the report, went away or was too slow.</summary>
    public Task Sending { get; }

    /// <summary>Time since the client last took a byte.</summary>
    public TimeSpan Idle => Stopwatch.GetElapsedTime(Volatile.Read(ref _moved));

    public void Dispose()
    {
        _ending.Cancel();
        _client.Dispose();
        _ending.Dispose();
    }

    private async Task SendAsync(CancellationToken ct)
    {
        try
        {
            for (var sent = 0; sent < Report.Length; Volatile.Write(ref _moved, Stopwatch.GetTimestamp()))
            {
                var chunk = Report.AsMemory(sent, Math.Min(ChunkSize, Report.Length - sent));
                sent += await _client.SendAsync(chunk, SocketFlags.None, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, was too slow, or the daemon ends.
        }
    }
}
