using System.Diagnostics;
using System.Net.Sockets;

namespace Ldirectord.Status;

/// <summary>One report on its way to one client, who has so long to take it.</summary>
internal sealed class StatusDelivery : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Socket _client;
    private readonly CancellationTokenSource _ending;
    private long _moved = Stopwatch.GetTimestamp();

    /// <summary>Begins to send, and takes the client over.</summary>
    public StatusDelivery(Socket client, byte[] report, CancellationToken ct)
    {
        _client = client;
        Report = report;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ending.CancelAfter(Limit);
        Sending = SendAsync(_ending.Token);
    }

    public byte[] Report { get; }

    /// <summary>Ends without an exception: with the report, with the client, or with its time.</summary>
    public Task Sending { get; }

    /// <summary>How long the client has taken nothing.</summary>
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
                sent += await _client.SendAsync(Report.AsMemory(sent, Math.Min(ChunkSize, Report.Length - sent)), SocketFlags.None, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, was too slow, or the daemon ends.
        }
    }
}
