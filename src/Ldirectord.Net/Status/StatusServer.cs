using System.Net.Sockets;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>
/// Answers whoever connects to the daemon's Unix socket with its report as JSON. Only the daemon's user may connect. Clients are served side by side: a slow one
/// holds up nobody, and gives way where there are too many. One report answers all who asked while the one before was made.
/// </summary>
/// <param name="snapshot">Asks the director.</param>
/// <param name="accepting">Told why no client can be accepted now; null: they can be again.</param>
internal sealed class StatusServer(string path, Func<CancellationToken, Task<DirectorSnapshot>> snapshot, Action<string?>? accepting = null) : IDisposable
{
    /// <summary>Clients that have a descriptor here; the others wait in the kernel's queue.</summary>
    public const int MaximumClients = 32;

    /// <summary>Reports that may be kept for clients that are still reading: this bounds the memory.</summary>
    public const int MaximumReports = 4;

    private const int Backlog = 128;

    /// <summary>A client that takes nothing for so long gives way when another one waits for its place.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AcceptRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Whom a report is on its way to, in the order in which they began.</summary>
    private readonly List<StatusDelivery> _deliveries = [];

    /// <summary>Who came after the report that is being made was asked for.</summary>
    private readonly List<Socket> _waiting = [];

    /// <summary>For whom a report is being made.</summary>
    private readonly List<Socket> _asking = [];

    private Socket? _listener;
    private Task<Socket>? _next;
    private bool _isShort;

    /// <summary>From here on clients can connect; they are answered by <see cref="RunAsync"/>. Does nothing if that is so already.</summary>
    /// <exception cref="IOException">It cannot be made; the message is a sentence for the operator.</exception>
    public void Listen()
    {
        if (_listener is not null)
            return;
        Socket? listener = null;
        try
        {
            listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            // A daemon that was killed left it behind; that there is no other one is the instance lock's business.
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            // Before it listens: until then nobody can connect.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            _listener = listener;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener?.Dispose();
            throw new IOException($"cannot listen on {path}: {e.Message}", e);
        }
    }

    /// <summary>Serves until <paramref name="stopping"/> fires; the socket is gone when this returns.</summary>
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

    /// <summary>Takes the socket away; every client loses its connection.</summary>
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
        if (_listener is null)
            return;
        _listener.Dispose();
        _listener = null;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays; nobody listens on it.
        }
    }

    /// <summary>Accepts all who are in the kernel's queue, as far as there is room, and begins to wait for the next one.</summary>
    /// <returns>See <see cref="MakeRoom"/>.</returns>
    private async Task<TimeSpan> AcceptWaitingAsync(CancellationToken ct)
    {
        while (true)
        {
            // One that was accepted while there was no room is kept all the same: there is one such at most.
            if (_next is { IsCompleted: true } next)
            {
                _next = null;
                _waiting.Add(await next.ConfigureAwait(false));
            }
            var room = MakeRoom();
            if (room == TimeSpan.Zero)
                _next ??= AcceptAsync(_listener!, ct);
            if (_next is not { IsCompleted: true })
                return room;
        }
    }

    /// <summary>If need be, drops the client that has taken nothing for the longest.</summary>
    /// <returns>How long it takes until there may be room; zero: there is.</returns>
    private TimeSpan MakeRoom()
    {
        if (_deliveries.Count + _asking.Count + _waiting.Count < MaximumClients)
            return TimeSpan.Zero;
        if (_deliveries.MaxBy(delivery => delivery.Idle) is not { } slowest)
            return Timeout.InfiniteTimeSpan;
        var idle = slowest.Idle;
        if (idle < Grace)
            return Grace - idle;
        Drop(slowest);
        return TimeSpan.Zero;
    }

    private async Task AnythingAsync(Task? report, TimeSpan room, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> tasks = [.. _deliveries.Select(delivery => delivery.Sending), Task.Delay(room == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : room, woken.Token)];
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
        // A report takes longer to make than to read: who still reads the last but so many is slow.
        var kept = _deliveries.Select(delivery => delivery.Report).Distinct().TakeLast(MaximumReports - 1).ToHashSet();
        foreach (var slow in _deliveries.Where(delivery => !kept.Contains(delivery.Report)).ToList())
            Drop(slow);
        foreach (var client in _asking)
            _deliveries.Add(new StatusDelivery(client, report, ct));
        _asking.Clear();
        RemoveEnded();
    }

    /// <returns>Empty: the kernel's table cannot be read now.</returns>
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

    /// <summary>Out of descriptors or memory, it tries again until there are some.</summary>
    private async Task<Socket> AcceptAsync(Socket listener, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptAsync(ct).ConfigureAwait(false);
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
