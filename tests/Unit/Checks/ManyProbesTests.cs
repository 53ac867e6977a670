using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// What thousands of probes cost and leave behind, in counts. It counts descriptors of the whole process, so it runs alone.
/// </summary>
[CollectionDefinition(nameof(ManyProbesTests), DisableParallelization = true)]
[Collection(nameof(ManyProbesTests))]
public class ManyProbesTests
{
    [Fact]
    public async Task TwoThousandAtOnce_AllGetTheirVerdict()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Probing.RunAsync(Http(server.EndPoint))));

        Assert.All(results, result => Assert.Equal(Outcome.Passed("HTTP 200 OK"), result));
    }

    [Fact]
    public async Task ThousandCancelledProbes_LeaveNoDescriptorOpen()
    {
        await using var server = new ScriptedServer(peer => peer.HangAsync());
        await Probing.RunPastDeadlineAsync(Http(server.EndPoint), () => server.Connections > 0);
        await Eventually.TrueAsync(() => OpenSocketsTo(server.EndPoint) == 0);
        using var stopping = new CancellationTokenSource();

        var probes = Enumerable.Range(0, 1000)
            .Select(_ => CheckRunner.RunAsync(Http(server.EndPoint), TimeProvider.System, stopping.Token).AsTask()).ToArray();
        await Eventually.TrueAsync(() => server.Connections > 500); // some are connected, some on their way
        var before = Descriptors();
        await stopping.CancelAsync();
        foreach (var probe in probes)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe.WaitAsync(Probing.Ample));

        await Eventually.TrueAsync(() => OpenSocketsTo(server.EndPoint) == 0, "closing them");
        Assert.True(before > 500, $"only {before} descriptors were open while they ran");
        await Eventually.TrueAsync(() => Descriptors() < 300, "closing them");
    }

    [Fact]
    public async Task ConnectProbeInSteadyState_AllocatesLittleAndHasNoThreadOfItsOwn()
    {
        using var listener = new SteadyListener();
        var threads = Threads();
        var each = await BytesOfOneProbeAsync(new ConnectCheck(listener.EndPoint, TimeSpan.FromSeconds(60)));
        // Built for debugging, which makes async methods take more. 24 of them are for the record of the exchange.
        Assert.True(each < 1500, $"{each} bytes a probe"); // 1,353 were measured
        Assert.True(Threads() < threads + 50, $"{Threads() - threads} threads more"); // the pool breathes, and no probe has one of its own
    }

    [Fact]
    public async Task HttpProbeInSteadyState_AllocatesLittle()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var each = await BytesOfOneProbeAsync(Http(server.EndPoint));
        Assert.True(each < 4500, $"{each} bytes a probe"); // 3,905 were measured
    }

    [Fact]
    public async Task RefusedConnectProbe_ThrowsNothing()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var thrown = 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            var result = await Probing.RunAsync(new ConnectCheck((IPEndPoint)unused.LocalEndPoint!, Probing.Ample));
            Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "connection refused"), result);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, thrown);

        void Count(object? sender, FirstChanceExceptionEventArgs first) =>
            Interlocked.Add(ref thrown, first.Exception is IoFailureException ? 1 : 0);
    }

    /// <summary>
    /// Of the reactor's thread, on which a probe begins and ends: the least of several rounds, since what earlier tests left running there
    /// takes memory, and what is kept for the next async call, too.
    /// </summary>
    private static Task<long> BytesOfOneProbeAsync(Check check)
    {
        const int Rounds = 10, Count = 200;
        var measured = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Reactor.Shared.Post(() => _ = MeasureAsync());
        return measured.Task.WaitAsync(Probing.Ample);

        async Task MeasureAsync()
        {
            try
            {
                await ProbeAsync(Count);
                var least = long.MaxValue;
                for (var round = 0; round < Rounds; round++)
                {
                    var bytes = GC.GetAllocatedBytesForCurrentThread();
                    await ProbeAsync(Count);
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - bytes);
                }

                measured.SetResult(least / Count);
            }
            catch (Exception e)
            {
                measured.SetException(e);
            }
        }

        async Task ProbeAsync(int count)
        {
            for (var i = 0; i < count; i++)
                Assert.True((await CheckRunner.RunAsync(check, ReactorTimeProvider.Shared, CancellationToken.None)).Result.IsUp);
            Assert.True(Reactor.IsCurrent);
        }
    }

    private static HttpCheck Http(IPEndPoint target) =>
        new(target, Probing.Ample, TlsSettings.None, HttpSettings.Default, $"{target.Address}", "/", new(""));

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static int Threads() => Process.GetCurrentProcess().Threads.Count;

    /// <summary>Connections to a server that are open on our side: established or being made (proc(5), net/tcp states 01 and 02).</summary>
    private static int OpenSocketsTo(IPEndPoint server)
    {
        var remote = string.Create(System.Globalization.CultureInfo.InvariantCulture, $" 0100007F:{server.Port:X4} 0");
        return File.ReadLines("/proc/net/tcp")
            .Count(line => line.Contains(remote + "1 ", StringComparison.Ordinal)
                || line.Contains(remote + "2 ", StringComparison.Ordinal));
    }

    /// <summary>Listens and never accepts by code of ours: the kernel completes connections and drops what was closed.</summary>
    private sealed class SteadyListener : IDisposable
    {
        private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);

        public SteadyListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(4096);
            EndPoint = new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)_listener.LocalEndPoint!).Port);
        }

        public IPEndPoint EndPoint { get; }

        public void Dispose() => _listener.Dispose();
    }
}
