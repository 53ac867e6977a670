using System.Net.Sockets;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>Answers whoever connects to the daemon's Unix socket with its report as JSON. Only the daemon's user may connect.</summary>
/// <param name="snapshot">Asks the director.</param>
internal sealed class StatusServer(string path, Func<CancellationToken, Task<DirectorSnapshot>> snapshot)
{
    private const int Waiting = 16;

    /// <summary>What a client may take to read its answer; the next one waits as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Serves one client after the other until <paramref name="stopping"/> fires; the socket is gone when this returns.</summary>
    /// <exception cref="IOException">It cannot be made; the message is a sentence for the operator.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var listener = Listen();
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync(stopping).ConfigureAwait(false);
                await AnswerAsync(client, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A daemon that was killed left it behind; that there is no other one is the instance lock's business.
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            // Before it listens: until then nobody can connect.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Waiting);
            return listener;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            throw new IOException($"cannot listen on {path}: {e.Message}", e);
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken stopping)
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        impatient.CancelAfter(Patience);
        try
        {
            var report = StatusReport.Of(await snapshot(impatient.Token).ConfigureAwait(false)).ToJson();
            for (var sent = 0; sent < report.Length;)
                sent += await client.SendAsync(report.AsMemory(sent), SocketFlags.None, impatient.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IpvsException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // The client went away, or did not read; or the kernel does not say what is in its table now.
        }
    }
}
