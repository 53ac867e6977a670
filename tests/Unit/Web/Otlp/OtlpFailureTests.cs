using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Status;
using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

/// <summary>A collector that is away, refuses or sends nonsense, and what is said of it.</summary>
public class OtlpFailureTests
{
    private const string Secret = "Bearer s3cr3t";

    public static TheoryData<int, string, string, string> Refusals => new()
    {
        { 401, "text/plain", Secret, "the collector answers HTTP status 401" },
        { 429, "", "", "the collector answers HTTP status 429" },
        { 503, "application/x-protobuf", "\u0008\u000e", "the collector answers HTTP status 503" },
        { 302, "text/html", "<a>", "the collector answers HTTP status 302" },
        { 200, "text/html", "<html>Please log in</html>", "the answer is not of OTLP" },
        { 200, "application/x-protobuf", "\u000a\u0050", "the answer is not of OTLP" },
        { 200, "application/x-protobuf", "\u000a\u0007\u0008\u0005\u0012\u0003bad", "the collector rejects 5 data points" },
        { 200, "application/x-protobuf", new string('x', 100_000), "" }, // of no length that an answer has
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task Refusal_IsSaidOnceAndItsEndOnce(int status, string type, string body, string words)
    {
        await using var collector = await FakeCollector.StartAsync();
        collector.Reply = new OtlpReply(status, type, Encoding.UTF8.GetBytes(body));
        await using var push = new RunningPush(collector.Url, () => Texts.Reading(("web", Texts.Metrics(1, 1, 1))));
        await collector.NextAsync();
        await Eventually.EqualAsync(1, () => push.LogCount);
        push.Advance();
        await collector.NextAsync();
        push.Advance();
        await collector.NextAsync();
        collector.Reply = OtlpReply.Good;
        push.Advance();
        await collector.NextAsync();
        await Eventually.EqualAsync(2, () => push.LogCount);
        push.Advance();
        await collector.NextAsync();
        Assert.StartsWith($"Warning: metrics do not arrive at {collector.Url}/v1/metrics: {words}", push.Log[0], StringComparison.Ordinal);
        Assert.EndsWith("; sent again every 60 s", push.Log[0], StringComparison.Ordinal);
        Assert.Equal($"metrics arrive at {collector.Url}/v1/metrics again, after 3 failed exports", push.Log[1]);
        Assert.DoesNotContain("s3cr3t", push.Log[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16", "the collector answers gRPC status 16 (unauthenticated)")]
    [InlineData("14", "the collector answers gRPC status 14 (unavailable)")]
    [InlineData("99", "the collector answers gRPC status 99")]
    [InlineData("x", "the answer is not of gRPC")]
    public async Task RefusalByGrpc_IsSaidOnceAndItsEndOnce(string status, string words)
    {
        await using var collector = await FakeCollector.StartAsync(isGrpc: true);
        collector.Reply = OtlpReply.Good with { GrpcStatus = status };
        await using var push = new RunningPush(collector.Url, () => Texts.One, "otlpprotocol = grpc");
        await collector.NextAsync();
        await Eventually.EqualAsync(1, () => push.LogCount);
        Assert.Contains(words, push.Log[0], StringComparison.Ordinal);
        collector.Reply = OtlpReply.Good;
        push.Advance();
        await collector.NextAsync();
        await Eventually.EqualAsync(2, () => push.LogCount);
    }

    [Fact]
    public async Task CollectorThatIsAway_IsFoundWhenItComes()
    {
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and nobody listens
        await using var push = new RunningPush($"http://{port.LocalEndPoint}", () => Texts.One);
        await Eventually.EqualAsync(1, () => push.LogCount);
        Assert.Contains(": nobody listens there; ", push.Log[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    public async Task CollectorThatHangs_IsGivenUp(string body)
    {
        await using var collector = await FakeCollector.StartAsync();
        collector.Reply = new OtlpReply(200, "application/x-protobuf", Encoding.ASCII.GetBytes(body)) { Hangs = true };
        await using var push = new RunningPush(collector.Url, () => Texts.One, "otlpinterval = 5");
        await collector.NextAsync();
        await Eventually.EqualAsync(1, () => push.LogCount);
        Assert.Contains(": no answer within 2.5 s; sent again every 5 s", push.Log[0], StringComparison.Ordinal);
        collector.Reply = OtlpReply.Good;
        push.Advance();
        await collector.NextAsync();
        await Eventually.EqualAsync(2, () => push.LogCount);
    }

    [Fact]
    public async Task CollectorThatHangs_HoldsUpNoEnd()
    {
        await using var collector = await FakeCollector.StartAsync();
        collector.Reply = OtlpReply.Good with { Hangs = true };
        await using var push = new RunningPush(collector.Url, () => Texts.One, "otlpinterval = 3600");
        await collector.NextAsync();
    }

    [Fact]
    public async Task CollectorThatWantsAPause_GetsIt()
    {
        await using var collector = await FakeCollector.StartAsync();
        collector.Reply = new OtlpReply(429, "", []) { RetryAfter = "150" };
        var readings = 0;
        await using var push = new RunningPush(collector.Url, () =>
        {
            readings++;
            return Texts.One;
        });
        await collector.NextAsync();
        await Eventually.EqualAsync(1, () => push.LogCount);
        collector.Reply = OtlpReply.Good;
        push.Time.Advance(TimeSpan.FromSeconds(120));
        push.Time.Advance(TimeSpan.FromSeconds(60));
        await collector.NextAsync();
        await Eventually.EqualAsync(2, () => push.LogCount);
        Assert.InRange(readings, 2, 3);
    }

    [Fact]
    public async Task DirectorThatHangs_DelaysTheOthersByNoMoreThanItsTime()
    {
        await using var collector = await FakeCollector.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hanging = new FakeDirector(folder.Path("hanging.sock"), new HttpResource(
            "GET", "/metrics", async (_, ct) =>
            {
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException();
            }));
        await using var web = new FakeDirector(
            folder.Path("web.sock"), FakeDirector.Text("/metrics", "text/plain", Texts.Metrics(1, 5, 5)));
        using var directors = new DirectorSet([hanging.Address, web.Address]);
        using var metrics = new ConsoleMetrics(directors);
        await using var push = new RunningPush(
            collector.Url, (patience, ct) => metrics.ReadAsync(MetricsScope.All, patience, ct), "otlpinterval = 5");
        var message = (await collector.NextAsync()).Message;
        Assert.Equal(0, message.Metrics[JoinedMetrics.Reachable].Points["director=\"hanging\""].Value);
        Assert.Equal(1, message.Metrics[JoinedMetrics.Reachable].Points["director=\"web\""].Value);
        Assert.Equal(1, message.Metrics["process_start_time_seconds"].Points["director=\"web\""].Value);
    }

    [Fact]
    public async Task HeaderFields_AreThoseOfTheFileAsItIsNow()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("headers", $"# of the collector\nAuthorization: {Secret}\nX-Scope-OrgID: lvs\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var collector = await FakeCollector.StartAsync();
        await using var push = new RunningPush(collector.Url, () => Texts.One, $"otlpheaders = {file}");
        var headers = (await collector.NextAsync()).Headers;
        Assert.Equal((Secret, "lvs"), (headers["Authorization"], headers["X-Scope-OrgID"]));

        File.WriteAllText(file, "Authorization: Bearer new\n");
        push.Advance();
        Assert.Equal("Bearer new", (await collector.NextAsync()).Headers["Authorization"]);

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        push.Advance();
        await Eventually.EqualAsync(1, () => push.LogCount);
        Assert.Contains(
            $"otlpheaders {file}: others may read it; expected mode 0600 or 0640", push.Log[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData(": x")]
    [InlineData("A B: x")]
    [InlineData("Authorization:")]
    [InlineData("Authorization: \u0001s3cr3t")]
    public void HeaderFileWithAnError_IsRefusedWithoutItsText(string line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("headers", $"\n{line}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Equal($"otlpheaders {file}:2: expected NAME: VALUE", Assert.Throws<IOException>(() => OtlpHeaders.Read(file)).Message);
    }

    [Fact]
    public void HeaderFileThatIsNot_IsRefused() => Assert.StartsWith(
        "otlpheaders /nowhere/headers: ", Assert.Throws<IOException>(() => OtlpHeaders.Read("/nowhere/headers")).Message,
        StringComparison.Ordinal);
}
