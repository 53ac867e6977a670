using Ldirectord.Status;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>The daemon's two sockets, which have the same permissions (statusgroup).</summary>
internal sealed class DaemonSockets(InstanceFiles instance, ILogger log)
{
    /// <summary>Sends the report to each client that connects.</summary>
    public UnixListener Status { get; } = new(instance.Socket, reason => DaemonLogMessages.SocketNotShared(log, reason));

    public UnixListener Http { get; } = new(instance.HttpSocket, reason => DaemonLogMessages.SocketNotShared(log, reason));

    /// <param name="group">The group id of statusgroup; null if the configuration has no statusgroup.</param>
    public void ShareWith(uint? group)
    {
        Status.ShareWith(group);
        Http.ShareWith(group);
    }
}
