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

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Serves one client after the other until <paramref name="stopping"/> fires; the socket is gone when this returns.</summary>
    /// <exception cref="IOException">It cannot be made; the message is a sentence for the operator.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var listener = Listen();
        try
        {
            while (true)
            {
                if (await AcceptAsync(listener, stopping).ConfigureAwait(false) is not { } client)
                    continue;
                using (client)
                    await AnswerAsync(client, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            Remove();
        }
    }

    private void Remove()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays; nobody listens on it.
        }
    }

    /// <returns>Null when the client cannot be taken now (out of descriptors or memory), after a pause: the next attempt may succeed.</returns>
    private static async Task<Socket?> AcceptAsync(Socket listener, CancellationToken stopping)
    {
        try
        {
            return await listener.AcceptAsync(stopping).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            await Task.Delay(Pause, stopping).ConfigureAwait(false);
            return null;
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
        try
        {
            // What a huge table takes is not the client's fault.
            var report = StatusReport.Of(await snapshot(stopping).ConfigureAwait(false)).ToJson();
            impatient.CancelAfter(Patience);
            for (var sent = 0; sent < report.Length;)
                sent += await client.SendAsync(report.AsMemory(sent), SocketFlags.None, impatient.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IpvsException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // The client went away, or did not read; or the kernel's table cannot be read now: an empty answer, and the next may be better.
        }
    }
}
