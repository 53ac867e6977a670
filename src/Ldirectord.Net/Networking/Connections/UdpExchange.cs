using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// A request over UDP and the datagrams that answer it: a connected socket (udp(7)) on the reactor. Datagrams get lost, so the request is
/// sent again every second (RFC 5080 section 2.2.1; similar to T1 of RFC 3261) until the exchange is disposed. The caller decides which
/// datagram is the answer. The token given at its opening cancels every operation.
/// </summary>
internal sealed class UdpExchange : IDisposable
{
    /// <summary>The request is sent again after this time.</summary>
    public static readonly TimeSpan ResendInterval = TimeSpan.FromSeconds(1);

    /// <summary>Most datagrams to receive; more without the answer are a failure.</summary>
    public const int MaxDatagrams = 1000;

    // As large as any datagram. Used on the reactor's thread only.
    private static readonly byte[] s_received = new byte[IPEndPoint.MaxPort];

    private readonly EpollDescriptor _descriptor;
    private readonly TimeProvider _time;
    private readonly CancellationToken _ct;
    private ReadOnlyMemory<byte> _request;
    private ITimer? _resend;
    private ExchangeRecord? _record; // null if the exchange is not recorded
    private int _error;
    private int _datagrams;

    private UdpExchange(EpollDescriptor descriptor, TimeProvider time, CancellationToken ct) =>
        (_descriptor, _time, _ct, _record) = (descriptor, time, ct, ExchangeRecords.Of(ct));

    /// <summary>What is still missing, for a timeout's sentence; "within 5 s" follows.</summary>
    public string Missing { get; set; } = "no answer";

    /// <summary>Our address and port.</summary>
    public IPEndPoint Local => Libc.LocalEndPoint(_descriptor.Fd);

    public static ValueTask<UdpExchange> OpenAsync(ConnectTarget target, CancellationToken ct) =>
        OpenAsync(target, TimeProvider.System, ct);

    public static async ValueTask<UdpExchange> OpenAsync(ConnectTarget target, TimeProvider time, CancellationToken ct)
    {
        await Reactor.Shared.EnterAsync();
        ct.ThrowIfCancellationRequested();
        return new UdpExchange(new EpollDescriptor(Connected(target), ct), time, ct);
    }

    /// <summary>What passes from now on is not recorded.</summary>
    public void EndRecord() => _record = null;

    /// <summary>Sends the request, now and then every <see cref="ResendInterval"/>; it replaces an earlier one.</summary>
    public async ValueTask AskAsync(ReadOnlyMemory<byte> request)
    {
        await _descriptor.EnterAsync();
        ThrowIfStopped();
        _request = request;
        Send();
        ThrowIfFailed();
        _record?.AddSent(request.Span);
        _resend?.Dispose();
        _resend = _time.CreateTimer(static self => Reactor.Shared.Post(((UdpExchange)self!).Resend), this, ResendInterval, ResendInterval);
    }

    /// <summary>Receives the next datagram.</summary>
    /// <exception cref="IoFailureException">The port is unreachable, or <see cref="MaxDatagrams"/> were received already.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        while (true)
        {
            await _descriptor.EnterAsync();
            ThrowIfStopped();
            ThrowIfFailed();
            var length = (int)Libc.Receive(_descriptor.Fd, s_received, s_received.Length, 0);
            if (length >= 0 && ++_datagrams <= MaxDatagrams)
            {
                _record?.AddReceived(s_received.AsSpan(0, length));
                return s_received.AsSpan(0, length).ToArray();
            }

            if (length >= 0)
                throw new IoFailureException(IoFailure.TooLarge,
                    $"the server sent more than {MaxDatagrams} datagrams, none of them the answer");
            await AfterErrorAsync(Errno.Last).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _resend?.Dispose();
        _descriptor.Dispose();
    }

    private static int Connected(ConnectTarget target)
    {
        var family = target.EndPoint.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AfInet6 : Libc.AfInet;
        var fd = Libc.Socket(family, Libc.SockDgram | Libc.SockNonblock | Libc.SockCloexec, Libc.IpProtoUdp);
        if (fd < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        try
        {
            target.Path?.Prepare(fd, isStream: false);
            return Libc.Connect(fd, target.EndPoint) == 0 ? fd : throw Errno.Failure(Errno.Last, IoFailure.Connect);
        }
        catch (IoFailureException)
        {
            _ = Libc.Close(fd);
            throw;
        }
    }

    /// <summary>Posted by the timer, so it may run after <see cref="Dispose"/>: the descriptor is then −1.</summary>
    private void Resend()
    {
        if (_descriptor.Fd < 0)
            return;
        Send();
        if (_error != 0)
            _descriptor.OnReady(readable: false, ended: false);
    }

    /// <summary>An error of an earlier datagram, such as an unreachable port, may be reported here instead of by a receive.</summary>
    private void Send()
    {
        if (Libc.Send(_descriptor.Fd, _request.Span, _request.Length, Libc.MsgNoSignal) < 0
            && Errno.Last is not (Errno.TryAgain or Errno.Interrupted))
            _error = Errno.Last;
    }

    private void ThrowIfFailed()
    {
        if (_error != 0)
            throw Failure(_error);
    }

    private static IoFailureException Failure(int error) =>
        error == Errno.ConnectionRefused
            ? new IoFailureException(IoFailure.ConnectRefused, "port unreachable")
            : Errno.Failure(error, IoFailure.Connect);

    private void ThrowIfStopped()
    {
        if (_ct.IsCancellationRequested)
            throw new WaitCanceledException(IoFailure.AnswerTimeout, Missing, _ct);
    }

    /// <summary>EAGAIN: wait for data. EINTR: retry. Otherwise throw.</summary>
    private async ValueTask AfterErrorAsync(int error)
    {
        if (error == Errno.Interrupted)
            return;
        if (error != Errno.TryAgain)
            throw Failure(error);
        try
        {
            await _descriptor.ReadyAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, Missing, _ct);
        }
    }
}
