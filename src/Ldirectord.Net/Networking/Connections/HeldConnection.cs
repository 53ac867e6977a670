using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// A TCP connection that is opened and left alone: nothing is sent, nothing received. The kernel says at once when the server's process
/// ends (FIN or RST), and after 3 s when its host vanishes. TCP_USER_TIMEOUT would add nothing: it is about data that was sent.
/// </summary>
internal static class HeldConnection
{
    /// <summary>Between the kernel's questions: one small packet each way per server.</summary>
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(1);

    /// <summary>The host has vanished after two questions without an answer, so one lost packet is no alarm.</summary>
    private const int KeepAliveQuestions = 2;

    /// <summary>Connections that are held for hours must leave descriptors to the checks, which could not be made without.</summary>
    private const string UpperHalf = "half of this process's file descriptors are taken (raise LimitNOFILE or ulimit -n)";

    /// <summary>Opens the connection and completes when it has ended.</summary>
    /// <param name="timeout">Longest time until it is open.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled; the connection is closed.</exception>
    public static async Task<HeldConnectionEnd> HoldAsync(
        ConnectTarget target, TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            var (connection, failure) = await TcpConnection.TryConnectAsync(target, either.Token).ConfigureAwait(false);
            if (failure is not null)
                return NotOpened(failure);
            using (connection)
            {
                if (connection!.IsInUpperHalf)
                    return NotOpened(new IoFailureException(IoFailure.Shortage, UpperHalf));
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                connection.KeepAlive(KeepAliveInterval, KeepAliveQuestions);
                var opened = time.GetTimestamp();
                var error = await connection.EndAsync().ConfigureAwait(false);
                var reason = error == 0 ? "closed by the server" : Errno.Words(error);
                return new HeldConnectionEnd(time.GetElapsedTime(opened), reason, IsOurs: false);
            }
        }
        catch (IoFailureException e)
        {
            return NotOpened(e);
        }
        catch (WaitCanceledException e) when (!stopping.IsCancellationRequested)
        {
            return new HeldConnectionEnd(TimeSpan.Zero, e.Message, IsOurs: false);
        }
    }

    private static HeldConnectionEnd NotOpened(IoFailureException failure) =>
        new(TimeSpan.Zero, failure.Message, IsOurs: failure.Failure is IoFailure.Local or IoFailure.Shortage);
}
