using System.Net.Sockets;
using Ldirectord.Platform;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ldirectord.Status;

/// <summary>
/// Answers HTTP requests on a Unix socket, by Kestrel alone, without the framework on top of it. Before the first client there is the
/// socket and nothing else, which costs a start neither time nor memory. The socket's mode is the authorisation to read
/// (<see cref="UnixListener"/>).
/// </summary>
internal sealed class HttpServer(UnixListener listener, HttpRoutes routes)
{
    /// <summary>Clients at a time; a further one is refused.</summary>
    public const int MaximumClients = 256;

    /// <summary>Bytes of a request's head.</summary>
    public const int MaximumHead = 8 * 1024;

    /// <summary>Bytes of a request's body.</summary>
    public const int MaximumBody = 16 * 1024;

    /// <summary>Lets clients connect; <see cref="RunAsync"/> answers them. Does nothing if they can already.</summary>
    /// <exception cref="IOException">The socket cannot be made; the message is a sentence for the operator.</exception>
    public void Listen() => listener.Listen();

    /// <summary>Serves until <paramref name="stopping"/> fires, then ends every connection and removes the socket.</summary>
    /// <exception cref="IOException">See <see cref="Listen"/>.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        Listen();
        var socket = listener.Socket!;
        try
        {
            await FirstClientAsync((int)socket.Handle, stopping).ConfigureAwait(false);
            using var server = MakeServer(socket);
            await server.StartAsync(new HttpApplication(routes), stopping).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            listener.Close();
        }
    }

    /// <summary>Waits until a client has connected, and leaves it in the kernel's queue.</summary>
    private static async Task FirstClientAsync(int listener, CancellationToken ct)
    {
        await Reactor.Shared.EnterAsync();
        var copy = Libc.FileControl(listener, Libc.DuplicateCloexec, 0);
        if (copy < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        using (var descriptor = new EpollDescriptor(copy, ct))
            await descriptor.ReadyAsync().ConfigureAwait(false);
        // Not on the reactor's thread, which checks need.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    /// <summary>Options that say where to listen; all limits are set.</summary>
    public static KestrelServerOptions LimitedOptions()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MaximumClients;
        options.Limits.MaxRequestHeadersTotalSize = MaximumHead;
        options.Limits.MaxRequestLineSize = MaximumHead;
        options.Limits.MaxRequestBodySize = MaximumBody;
        options.Limits.MaxRequestBufferSize = MaximumHead + MaximumBody;
        // A write ends when the kernel has taken its bytes, so that no client has more than a piece of an answer in memory (PieceWriter).
        options.Limits.MaxResponseBufferSize = 0;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        return options;
    }

    public static KestrelServer Make(KestrelServerOptions options, SocketTransportOptions transport) =>
        new(Options.Create(options), new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);

    private KestrelServer MakeServer(Socket socket)
    {
        var options = LimitedOptions();
        options.ListenUnixSocket(listener.Path, listen => listen.Protocols = HttpProtocols.Http1);
        return Make(options, new SocketTransportOptions { CreateBoundListenSocket = _ => socket });
    }
}
