using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

/// <summary>
/// What the executable asks of the kernel for each check of 500 real servers, counted by strace(1) after the first rounds.
/// </summary>
[CollectionDefinition(nameof(SystemCallTests), DisableParallelization = true)]
[Collection(nameof(SystemCallTests))]
public sealed partial class SystemCallTests : IDisposable
{
    private const int Servers = 500;
    private const int WarmUp = 2 * Servers;
    private const int Counted = 3 * Servers;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // socket, connect, epoll_ctl, close.
    [Fact]
    public Task ConnectCheck_TakesFewSystemCallsAndNoProcess() => CountAsync("checktype=connect", 4);

    // A send and a receive besides.
    [Fact]
    public Task HttpCheck_TakesFewSystemCallsAndNoProcess() => CountAsync("service=http\n\trequest=\"index.html\"\n\treceive=\"ok\"", 6);

    /// <param name="own">Calls on its own descriptor that a check takes.</param>
    private async Task CountAsync(string check, int own)
    {
        Tool.Need("/usr/bin/strace", "strace");
        await using var server = new ScriptedServer(
            async peer =>
            {
                await peer.ReceiveRequestAsync();
                await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            },
            IPAddress.Any);
        var calls = await TraceAsync(Configuration(server.EndPoint.Port, check), () => server.Connections > WarmUp + Counted);

        // Neither check needs OpenSSL, which takes 4 MB.
        Assert.DoesNotContain(calls, call => call.Contains("libssl", StringComparison.Ordinal));
        var counted = calls.SkipWhile(Connects(WarmUp)).TakeWhile(Connects(Counted)).ToList();
        Assert.DoesNotContain(counted, call => Process().IsMatch(call));
        var sockets = counted.Count(call => Socket().IsMatch(call));
        Assert.InRange((double)sockets / Counted, own - 0.5, own + 0.5);
        // Its share of the reactor's waits, of the director's wake-ups and of the runtime depends on the machine: 2 were measured, 5 on a
        // busy one, and 90 for threads that spun.
        Assert.InRange((double)(counted.Count - sockets) / Counted, 0, 12);
    }

    /// <summary>True until so many connections were begun.</summary>
    private static Func<string, bool> Connects(int count)
    {
        var begun = 0;
        return call => (begun += call.StartsWith("connect(", StringComparison.Ordinal) ? 1 : 0) <= count;
    }

    private string Configuration(int port, string check)
    {
        var servers = Enumerable.Range(0, Servers)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"\treal=127.77.{n / 250}.{n % 250 + 1}:{port} masq\n"));
        return _folder.Write($"calls-{Guid.NewGuid()}.cf", $"supervised=yes\nchecktimeout=30\nnegotiatetimeout=30\ncheckinterval=1\n"
            + $"virtual=10.9.0.1:80\n{string.Concat(servers)}\t{check}\n\tprotocol=tcp\n");
    }

    /// <returns>Every call from the start to the end of a daemon that is ended when <paramref name="enough"/> says so.</returns>
    private async Task<List<string>> TraceAsync(string configuration, Func<bool> enough)
    {
        var trace = _folder.Path("trace");
        var traced = Tool.RunAsync(
            "/bin/sh",
            ["-c", "exec strace -f -qq -o \"$0\" \"$1\" --dry-run \"$2\" start >/dev/null 2>&1", trace,
                Repository.PathOf("artifacts", "ldirectord"), configuration]);
        try
        {
            for (var begun = Stopwatch.GetTimestamp(); !enough(); await Task.Delay(20))
                Assert.True(Stopwatch.GetElapsedTime(begun) < Probing.Ample && !traced.IsCompleted, "the daemon does not check");
        }
        finally
        {
            // The first line is the daemon's own.
            await Tool.RunAsync("/bin/kill", [File.ReadLines(trace).First().Split(' ')[0]]);
            await traced;
        }

        // "PID call(…": neither what goes on after another's turn nor signals.
        return [.. File.ReadLines(trace).Select(line => Call().Match(line).Groups[1].Value).Where(call => call.Length > 0)];
    }

    [GeneratedRegex(@"^(socket|connect|epoll_ctl|close|sendto|recvfrom|sendmsg|recvmsg|setsockopt|getsockopt|getsockname|fcntl|"
        + @"shutdown)\(")]
    private static partial Regex Socket();

    [GeneratedRegex(@"^\d+ +(\w+\(.*)")]
    private static partial Regex Call();

    // A thread is made by clone3 with CLONE_THREAD.
    [GeneratedRegex(@"^(execve|v?fork|clone3?\((?!.*CLONE_THREAD))")]
    private static partial Regex Process();
}
