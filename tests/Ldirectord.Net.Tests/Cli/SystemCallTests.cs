using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

/// <summary>What the executable asks of the kernel for each check of 500 real servers, counted by strace(1) after the first rounds.</summary>
[CollectionDefinition(nameof(SystemCallTests), DisableParallelization = true)]
[Collection(nameof(SystemCallTests))]
public sealed partial class SystemCallTests : IDisposable
{
    private const int Servers = 500;
    private const int WarmUp = 2 * Servers;
    private const int Counted = 3 * Servers;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Its own four (socket, connect, epoll_ctl, close) and its share of the reactor's waits, of the director's wake-ups and of the runtime, which grows as the
    // machine is slower: 6.1 were measured on a busy one.
    [Fact]
    public async Task ConnectCheck_TakesFewSystemCallsAndNoProcess() => Assert.InRange(await CallsOfOneCheckAsync("checktype=connect"), 4, 8);

    // A send and a receive besides: 7.8 were measured there.
    [Fact]
    public async Task HttpCheck_TakesFewSystemCallsAndNoProcess() => Assert.InRange(await CallsOfOneCheckAsync("service=http\n\trequest=\"index.html\"\n\treceive=\"ok\""), 5.5, 10.5);

    private async Task<double> CallsOfOneCheckAsync(string check)
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

        var counted = calls.SkipWhile(Connects(WarmUp)).TakeWhile(Connects(Counted)).ToList();
        Assert.DoesNotContain(counted, call => Process().IsMatch(call));
        return (double)counted.Count / Counted;
    }

    /// <summary>True until so many connections were begun.</summary>
    private static Func<string, bool> Connects(int count)
    {
        var begun = 0;
        return call => (begun += call.StartsWith("connect(", StringComparison.Ordinal) ? 1 : 0) <= count;
    }

    private string Configuration(int port, string check)
    {
        var servers = Enumerable.Range(0, Servers).Select(n => string.Create(CultureInfo.InvariantCulture, $"\treal=127.77.{n / 250}.{n % 250 + 1}:{port} masq\n"));
        return _folder.Write($"calls-{Guid.NewGuid()}.cf", $"supervised=yes\nchecktimeout=30\nnegotiatetimeout=30\ncheckinterval=1\nvirtual=10.9.0.1:80\n{string.Concat(servers)}\t{check}\n\tprotocol=tcp\n");
    }

    /// <returns>Every call from the start to the end of a daemon that is ended when <paramref name="enough"/> says so.</returns>
    private async Task<List<string>> TraceAsync(string configuration, Func<bool> enough)
    {
        var trace = _folder.Path("trace");
        var traced = Tool.RunAsync(
            "/bin/sh",
            ["-c", "exec strace -f -qq -o \"$0\" \"$1\" --dry-run \"$2\" start >/dev/null 2>&1", trace, Repository.PathOf("artifacts", "ldirectord"), configuration]);
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

    [GeneratedRegex(@"^\d+ +(\w+\(.*)")]
    private static partial Regex Call();

    // A thread is made by clone3 with CLONE_THREAD.
    [GeneratedRegex(@"^(execve|v?fork|clone3?\((?!.*CLONE_THREAD))")]
    private static partial Regex Process();
}
