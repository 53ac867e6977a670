using System.Net.Sockets;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>
/// Sends the report as JSON to each client that connects to the daemon's Unix socket. Clients are served side by side: a slow client delays
/// nobody, and is dropped when there are too many. Clients that connect while a report is made share the next one.
/// </summary>
/// <param name="snapshot">Asks the director.</param>
/// <param name="accepting">Called with the reason when no client can be accepted, and with null when clients can be accepted again.</param>
internal sealed class StatusServer(
    UnixListener listener, Func<CancellationToken, Task<DirectorSnapshot>> snapshot, Action<string?>? accepting = null) : IDisposable
{
    /// <summary>Clients served at a time; the others wait in the kernel's queue.</summary>
    public const int MaximumClients = 32;

    /// <summary>Reports kept for clients that are still reading: bounds the memory.</summary>
    public const int MaximumReports = 4;

    /// <summary>A client that takes nothing for this long may be dropped when another one waits for its place.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AcceptRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Clients that are being sent a report, oldest first.</summary>
    private readonly List<StatusDelivery> _deliveries = [];

    /// <summary>Clients for the report after the one that is being made.</summary>
    private readonly List<Socket> _waiting = [];

    /// <summary>Clients for the report that is being made.</summary>
    private readonly List<Socket> _asking = [];

    private Task<Socket>? _next;
    private bool _isShort;

    /// <summary>Lets clients connect; <see cref="RunAsync"/> answers them. Does nothing if they can already.</summary>
    /// <exception cref="IOException">The socket cannot be made; the message is a sentence for the operator.</exception>
    public void Listen() => listener.Listen();

    /// <summary>Serves until <paramref name="stopping"/> fires, then removes the socket.</summary>
    /// <exception cref="IOException">See <see cref="Listen"/>.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        Listen();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<byte[]>? report = null;
        try
        {
            while (true)
            {
                var room = await AcceptWaitingAsync(ending.Token).ConfigureAwait(false);
                if (report is null && _waiting.Count > 0)
                {
                    _asking.AddRange(_waiting);
                    _waiting.Clear();
                    report = MakeReportAsync(ending.Token);
                }
                await AnythingAsync(report, room, ending.Token).ConfigureAwait(false);
                stopping.ThrowIfCancellationRequested();
                RemoveEnded();
                if (report is { IsCompleted: true })
                {
                    Deliver(await report.ConfigureAwait(false), ending.Token);
                    report = null;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            Dispose();
        }
    }

    /// <summary>Removes the socket and closes every connection.</summary>
    public void Dispose()
    {
        foreach (var delivery in _deliveries)
            delivery.Dispose();
        foreach (var client in _asking.Concat(_waiting))
            client.Dispose();
        _deliveries.Clear();
        _asking.Clear();
        _waiting.Clear();
        _next = null;
        listener.Close();
    }

    /// <summary>Accepts the clients in the kernel's queue as far as there is room, and begins to wait for the next one.</summary>
    /// <returns>See <see cref="MakeRoom"/>.</returns>
    private async Task<TimeSpan> AcceptWaitingAsync(CancellationToken ct)
    {
        while (true)
        {
            // At most one client is accepted without room for it: the one that was waited for. It is kept.
            if (_next is { IsCompleted: true } next)
            {
                _next = null;
                _waiting.Add(await next.ConfigureAwait(false));
            }
            var room = MakeRoom();
            if (room == TimeSpan.Zero)
                _next ??= AcceptAsync(listener.Socket!, ct);
            if (_next is not { IsCompleted: true })
                return room;
        }
    }

    /// <summary>Without room for another client, drops the one that has been idle longest, if it may be dropped.</summary>
    /// <returns>Time until there may be room; zero if there is room.</returns>
    private TimeSpan MakeRoom()
    {
        if (_deliveries.Count + _asking.Count + _waiting.Count < MaximumClients)
            return TimeSpan.Zero;
        if (_deliveries.MaxBy(delivery => delivery.Idle) is not { } slowest)
            return Timeout.InfiniteTimeSpan;
        var idle = slowest.Idle;
        if (idle < IdleTimeout)
            return IdleTimeout - idle;
        Drop(slowest);
        return TimeSpan.Zero;
    }

    private async Task AnythingAsync(Task? report, TimeSpan room, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var delay = Task.Delay(room == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : room, woken.Token);
        List<Task> tasks = [.. _deliveries.Select(delivery => delivery.Sending), delay];
        if (_next is not null)
            tasks.Add(_next);
        if (report is not null)
            tasks.Add(report);
        await Task.WhenAny(tasks).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
    }

    private void RemoveEnded()
    {
        foreach (var ended in _deliveries.Where(delivery => delivery.Sending.IsCompleted).ToList())
            Drop(ended);
    }

    private void Drop(StatusDelivery delivery)
    {
        _deliveries.Remove(delivery);
        delivery.Dispose();
    }

    private void Deliver(byte[] report, CancellationToken ct)
    {
        // Making a report takes longer than reading one, so a client that still reads an old report is slow.
        var kept = _deliveries.Select(delivery => delivery.Report).Distinct().TakeLast(MaximumReports - 1).ToHashSet();
        foreach (var slow in _deliveries.Where(delivery => !kept.Contains(delivery.Report)).ToList())
            Drop(slow);
        foreach (var client in _asking)
            _deliveries.Add(new StatusDelivery(client, report, ct));
        _asking.Clear();
        RemoveEnded();
    }

    /// <returns>The report; empty if the kernel's table cannot be read.</returns>
    private async Task<byte[]> MakeReportAsync(CancellationToken ct)
    {
        try
        {
            return StatusReport.Of(await snapshot(ct).ConfigureAwait(false)).ToJson();
        }
        catch (IpvsException)
        {
            return [];
        }
    }

    /// <summary>Accepts one client; while descriptors or memory are short, retries.</summary>
    private async Task<Socket> AcceptAsync(Socket socket, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var client = await socket.AcceptAsync(ct).ConfigureAwait(false);
                ReportShortage(null);
                return client;
            }
            catch (SocketException e)
            {
                ReportShortage(e.Message);
            }
            await Task.Delay(AcceptRetry, ct).ConfigureAwait(false);
        }
    }

    private void ReportShortage(string? shortage)
    {
        if (_isShort == shortage is not null)
            return;
        _isShort = shortage is not null;
        accepting?.Invoke(shortage);
    }
}
