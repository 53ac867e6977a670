using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// A question over UDP and what comes back (udp(7)): a connected socket on the reactor. Datagrams get lost, so the question is sent again every second (RFC
/// 5080 section 2.2.1; about the T1 of RFC 3261) until it is disposed. Which datagram is the answer is its owner's to tell. The token given when it was opened
/// ends whatever it is doing.
/// </summary>
internal sealed class UdpExchange : IDisposable
{
    /// <summary>After this time without an answer the question is sent again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Datagrams among which the answer has to be.</summary>
    public const int MaxDatagrams = 1000;

    // The largest there are; filled and copied from on the reactor's thread alone.
    private static readonly byte[] s_received = new byte[IPEndPoint.MaxPort];

    private readonly EpollDescriptor _descriptor;
    private readonly TimeProvider _time;
    private readonly CancellationToken _ct;
    private ReadOnlyMemory<byte> _question;
    private ITimer? _again;
    private int _error;
    private int _datagrams;

    private UdpExchange(EpollDescriptor descriptor, TimeProvider time, CancellationToken ct) => (_descriptor, _time, _ct) = (descriptor, time, ct);

    /// <summary>What is still missing, for an operator; "within 5 s" follows it.</summary>
    public string Missing { get; set; } = "no answer";

    /// <summary>Our end of it.</summary>
    public IPEndPoint Local => Libc.LocalEndPoint(_descriptor.Fd);

    public static ValueTask<UdpExchange> OpenAsync(IPEndPoint target, CancellationToken ct) => OpenAsync(target, TimeProvider.System, ct);

    public static async ValueTask<UdpExchange> OpenAsync(IPEndPoint target, TimeProvider time, CancellationToken ct)
    {
        await Reactor.Shared.EnterAsync();
        ct.ThrowIfCancellationRequested();
        return new UdpExchange(new EpollDescriptor(Connected(target), ct), time, ct);
    }

    /// <summary>Sends the question, now and every <see cref="Patience"/> from now on; an earlier one is not sent any more.</summary>
    public async ValueTask AskAsync(ReadOnlyMemory<byte> question)
    {
        await _descriptor.EnterAsync();
        ThrowIfStopped();
        _question = question;
        Send();
        ThrowIfFailed();
        _again?.Dispose();
        _again = _time.CreateTimer(static self => Reactor.Shared.Post(((UdpExchange)self!).SendAgain), this, Patience, Patience);
    }

    /// <summary>The next datagram that the server sends.</summary>
    /// <exception cref="IoFailureException">The server has no such port, or sends more than any should.</exception>
    /// <exception cref="WaitCanceledException">The token fired first.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        while (true)
        {
            await _descriptor.EnterAsync();
            ThrowIfStopped();
            ThrowIfFailed();
            var length = (int)Libc.Receive(_descriptor.Fd, s_received, s_received.Length, 0);
            if (length >= 0 && ++_datagrams <= MaxDatagrams)
                return s_received.AsSpan(0, length).ToArray();
            if (length >= 0)
                throw new IoFailureException(IoFailure.TooLarge, $"the server sends more than any should: {MaxDatagrams} datagrams, and none of them the answer");
            await AfterErrorAsync(Errno.Last).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _again?.Dispose();
        _descriptor.Dispose();
    }

    private static int Connected(IPEndPoint target)
    {
        var family = target.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AfInet6 : Libc.AfInet;
        var fd = Libc.Socket(family, Libc.SockDgram | Libc.SockNonblock | Libc.SockCloexec, Libc.IpProtoUdp);
        if (fd < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        var address = target.Serialize();
        if (Libc.Connect(fd, address.Buffer.Span[..address.Size], address.Size) == 0)
            return fd;
        var error = Errno.Last;
        _ = Libc.Close(fd);
        throw Errno.Failure(error, IoFailure.Connect);
    }

    /// <summary>Posted by the timer, and so perhaps after the end of it all: the descriptor, whose number may be another's by then, is −1 if it is closed.</summary>
    private void SendAgain()
    {
        if (_descriptor.Fd < 0)
            return;
        Send();
        if (_error != 0)
            _descriptor.OnReady(readable: false, ended: false);
    }

    /// <summary>The error that an earlier datagram met, as a port that is unreachable, may show here instead of at a receive.</summary>
    private void Send()
    {
        if (Libc.Send(_descriptor.Fd, _question.Span, _question.Length, Libc.MsgNoSignal) < 0 && Errno.Last is not (Errno.TryAgain or Errno.Interrupted))
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

    /// <summary>Waits if that is what the error asks for, and throws if it is not.</summary>
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
