using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// What probes hold on to while a server goes on for ever. The server is a connection in memory, which after so many bytes keeps the probe
/// waiting while what is alive is measured. It is measured for the whole process, so this runs alone, and for many probes at once, so that
/// nothing else matters.
/// </summary>
[CollectionDefinition(nameof(HttpMemoryTests), DisableParallelization = true)]
[Collection(nameof(HttpMemoryTests))]
public class HttpMemoryTests
{
    private const int Probes = 16;
    private const int Much = 2 << 20;

    /// <summary>Just before the bound that ends it.</summary>
    private const int NearlyTooMuch = (HttpResponseHead.MaxKilobytes * 1024) - 100;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "x", Much)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", "x", Much)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", Much / 4)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n", NearlyTooMuch)]
    [InlineData("HTTP/1.1 200 OK\r\n", "X: y\r\n", NearlyTooMuch)]
    [InlineData("HTTP/1.1 200 OK\r\n", "Location: /\r\n", NearlyTooMuch)]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "y", NearlyTooMuch)]
    [InlineData("HTTP/1.1 200 ", "y", NearlyTooMuch)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", NearlyTooMuch)]
    [InlineData("", "x", NearlyTooMuch)]
    public async Task EndlessAnswer_IsHeldInAQuarterOfAMegabyte(string beginning, string drip, int until) =>
        Assert.InRange(await HeldByOneProbeAsync(beginning, drip, until, new("")), long.MinValue, 256 * 1024);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "xyz")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n")]
    public async Task EndlessBodyThatIsToMatch_IsHeldInAMegabyte(string beginning, string drip) =>
        Assert.InRange(await HeldByOneProbeAsync(beginning, drip, Much, new("never")), long.MinValue, HttpBody.MaxKept + (64 * 1024));

    private static async Task<long> HeldByOneProbeAsync(string beginning, string drip, int until, ExpectedContent expected)
    {
        using var stopping = new CancellationTokenSource();
        var drips = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(drip, (65536 / drip.Length) + 1)));
        var connections = Enumerable.Range(0, Probes)
            .Select(_ => new EndlessConnection(Encoding.Latin1.GetBytes(beginning), drips, until, stopping.Token)).ToArray();
        var request = new HttpRequest(HttpSettings.Default, new Uri("http://127.0.0.1/"), "/", "127.0.0.1");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var probes = connections
            .Select(connection => HttpExchange.RunAsync(request, (_, _) => new(connection), _ => request, expected, stopping.Token)
                .AsTask())
            .ToArray();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.All(connections, connection => Assert.True(connection.IsWaitedFor));
        Assert.All(probes, probe => Assert.False(probe.IsCompleted));
        await stopping.CancelAsync();
        foreach (var probe in probes)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        return held / Probes;
    }

    /// <summary>Says the same for ever; after so many bytes nothing comes any more until the token fires.</summary>
    private sealed class EndlessConnection(ReadOnlyMemory<byte> beginning, byte[] drips, int until, CancellationToken ct) : Connection
    {
        private ReadOnlyMemory<byte> _next = beginning;

        public bool IsWaitedFor { get; private set; }

        public override ValueTask SendAsync(ReadOnlyMemory<byte> data) => ValueTask.CompletedTask;

        public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
        {
            if (Received >= until)
            {
                IsWaitedFor = true;
                await Task.Delay(Timeout.Infinite, ct);
            }

            if (_next.IsEmpty)
                _next = drips;
            var count = (int)Math.Min(Math.Min(buffer.Length, _next.Length), until - Received);
            _next[..count].CopyTo(buffer);
            _next = _next[count..];
            Received += count;
            return count;
        }

        public override void Dispose()
        {
        }
    }
}
