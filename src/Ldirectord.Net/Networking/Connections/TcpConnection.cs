using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// TCP on the reactor (tcp(7)), non-blocking and with few system calls: a connect probe needs four and a share of one wait, because the
/// epoll event shows whether the connection failed, and nothing is received before an event shows that data came. SCTP connects alike.
/// </summary>
internal sealed class TcpConnection : Connection
{
    private readonly EpollDescriptor _descriptor;
    private readonly CancellationToken _ct;

    private TcpConnection(EpollDescriptor descriptor, CancellationToken ct) => (_descriptor, _ct) = (descriptor, ct);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static new async ValueTask<Connection> ConnectAsync(ConnectTarget target, CancellationToken ct)
    {
        var (connection, failure) = await TryConnectAsync(target, ct).ConfigureAwait(false);
        return connection ?? throw failure!;
    }

    /// <summary>
    /// Connects, or returns the failure instead of throwing it: an exception costs as much as a whole probe for each caller that it passes,
    /// and when a rack fails there are a thousand.
    /// </summary>
    /// <exception cref="IoFailureException">This machine is not fit for the way to the target.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<(TcpConnection? Connection, IoFailureException? Failure)> TryConnectAsync(
        ConnectTarget target, CancellationToken ct, Transport transport = Transport.Tcp)
    {
        await Reactor.Shared.EnterAsync();
        ct.ThrowIfCancellationRequested();
        var (fd, error) = StartConnect(target, transport);
        if (error is not (0 or Errno.InProgress))
            return (null, Errno.Failure(error, IoFailure.Connect));
        var descriptor = new EpollDescriptor(fd, ct);
        try
        {
            if (error == Errno.InProgress)
            {
                await descriptor.ReadyAsync().ConfigureAwait(false);
                error = descriptor.HasEnded ? Libc.PendingError(fd) : 0;
            }
        }
        catch (OperationCanceledException)
        {
            descriptor.Dispose();
            throw new WaitCanceledException(IoFailure.ConnectTimeout, "no answer to the connection request", ct);
        }

        if (error == 0)
            return (new TcpConnection(descriptor, ct), null);
        descriptor.Dispose();
        return (null, Errno.Failure(error, IoFailure.Connect));
    }

    /// <summary>Sends small messages without waiting for an acknowledgement (TCP_NODELAY), for exchanges of several messages.</summary>
    public void DoNotDelay() => Libc.SetSocketOption(_descriptor.Fd, Libc.IpProtoTcp, Libc.TcpNoDelay, 1);

    /// <summary>
    /// Lets the kernel ask, while nothing is exchanged, whether the other side is there (tcp(7)): first after <paramref name="interval"/>,
    /// then again after each. After so many questions without an answer the connection has ended.
    /// </summary>
    /// <param name="interval">Whole seconds, from 1.</param>
    public void KeepAlive(TimeSpan interval, int questions)
    {
        var seconds = (int)interval.TotalSeconds;
        Libc.SetSocketOption(_descriptor.Fd, Libc.SolSocket, Libc.SoKeepAlive, 1);
        Libc.SetSocketOption(_descriptor.Fd, Libc.IpProtoTcp, Libc.TcpKeepIdle, seconds);
        Libc.SetSocketOption(_descriptor.Fd, Libc.IpProtoTcp, Libc.TcpKeepInterval, seconds);
        Libc.SetSocketOption(_descriptor.Fd, Libc.IpProtoTcp, Libc.TcpKeepCount, questions);
    }

    /// <summary>Waits until the other side closes or an error ends the connection; what arrives meanwhile is not received.</summary>
    /// <returns>The error number; 0 if the other side closed.</returns>
    public async ValueTask<int> EndAsync()
    {
        await _descriptor.EnterAsync();
        while (!_descriptor.HasEnded)
            await WaitForEventAsync().ConfigureAwait(false);
        return Libc.PendingError(_descriptor.Fd);
    }

    /// <summary>
    /// Whether the connection's descriptor is in the upper half of those that this process may have: the kernel gives the lowest free one.
    /// </summary>
    public bool IsInUpperHalf => _descriptor.Fd >= Libc.DescriptorLimit() / 2;

    /// <summary>Our address and port.</summary>
    public IPEndPoint Local => Libc.LocalEndPoint(_descriptor.Fd);

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            await _descriptor.EnterAsync();
            ThrowIfCanceled();
            var sent = Libc.Send(_descriptor.Fd, data.Span, data.Length, Libc.MsgNoSignal);
            if (sent < 0)
            {
                await AfterErrorAsync(Errno.Last).ConfigureAwait(false);
                continue;
            }

            OnSent(data.Span[..(int)sent], _ct);
            data = data[(int)sent..];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            await _descriptor.EnterAsync();
            ThrowIfCanceled();
            if (!_descriptor.MayReceive)
            {
                // Not by WaitForEventAsync: nearly all waits are here, and each async method that waits takes memory.
                try
                {
                    await _descriptor.ReadyAsync().ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    throw Canceled();
                }

                continue;
            }

            var count = (int)Libc.Receive(_descriptor.Fd, buffer.Span, buffer.Length, 0);
            var error = count < 0 ? Errno.Last : 0;
            if (error == Errno.TryAgain || (error == 0 && count < buffer.Length))
                _descriptor.Drained();
            if (error == 0)
            {
                OnReceived(buffer.Span[..count], _ct);
                return count;
            }

            await AfterErrorAsync(error).ConfigureAwait(false);
        }
    }

    public override void Dispose() => _descriptor.Dispose();

    private static (int Fd, int Error) StartConnect(ConnectTarget target, Transport transport)
    {
        var family = target.EndPoint.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AfInet6 : Libc.AfInet;
        var fd = Libc.Socket(family, Libc.SockStream | Libc.SockNonblock | Libc.SockCloexec, (int)transport);
        if (fd < 0)
            return (fd, Errno.Last);
        Prepare(fd, target.Path);
        if (Libc.Connect(fd, target.EndPoint) == 0)
            return (fd, 0);
        var error = Errno.Last;
        if (error != Errno.InProgress)
            _ = Libc.Close(fd);
        return (fd, error);
    }

    private static void Prepare(int fd, SocketPath? path)
    {
        try
        {
            path?.Prepare(fd, isStream: true);
        }
        catch (IoFailureException)
        {
            _ = Libc.Close(fd);
            throw;
        }
    }

    private void ThrowIfCanceled()
    {
        if (_ct.IsCancellationRequested)
            throw Canceled();
    }

    private WaitCanceledException Canceled() => new(IoFailure.AnswerTimeout, Reached(), _ct);

    /// <summary>EAGAIN: wait for an event. EINTR: retry. Otherwise throw.</summary>
    private ValueTask AfterErrorAsync(int error) => error switch
    {
        Errno.Interrupted => ValueTask.CompletedTask,
        Errno.TryAgain => WaitForEventAsync(),
        _ => throw Errno.Failure(error, IoFailure.Broken),
    };

    private async ValueTask WaitForEventAsync()
    {
        try
        {
            await _descriptor.ReadyAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Canceled();
        }
    }
}
