using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>What a failed check remembers of what went over the wire.</summary>
public class ExchangeTests
{
    public static TheoryData<string> Forms => Echo.Forms;

    [Fact]
    public async Task BadStatus_ShowsRequestAndAnswer()
    {
        await using var server = Web("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
        var exchange = (await RunAsync(Http(server.EndPoint, "/health"))).Exchange!;
        Assert.StartsWith(@"GET /health HTTP/1.1\r\nHost: 127.0.0.1", exchange.Sent, StringComparison.Ordinal);
        Assert.EndsWith(@"\r\n\r\n", exchange.Sent, StringComparison.Ordinal);
        Assert.Equal(@"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", exchange.Received);
    }

    [Fact]
    public async Task PassedCheck_RemembersNothing()
    {
        await using var server = Web("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Null((await RunAsync(Http(server.EndPoint, "/"))).Exchange);
    }

    [Fact]
    public async Task RefusedConnection_RemembersNothing()
    {
        using var unused = ScriptedServer.Refusing(out var target);
        Assert.Null((await RunAsync(Http(target, "/"))).Exchange);
    }

    [Fact]
    public async Task SilentServer_ShowsWhatWasSent_WhenTheDeadlineComes()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.HangAsync();
        });
        var time = new ManualTime();
        var probe = CheckRunner.RunAsync(Http(server.EndPoint, "/slow"), time, CancellationToken.None).AsTask();
        await Eventually.TrueAsync(() => !server.Requests.IsEmpty);
        await Reactor.Shared.PingAsync();
        time.Advance(Probing.Ample);
        var exchange = (await probe.WaitAsync(Probing.Ample)).Exchange!;
        Assert.StartsWith("GET /slow", exchange.Sent, StringComparison.Ordinal);
        Assert.Equal("", exchange.Received);
    }

    [Fact]
    public async Task LongHostileAnswer_IsCutAndPrintable()
    {
        await using var server = ScriptedLineServer.Saying("\e]0;owned\a\u009b<script>" + new string('x', 1000) + "\r\n", null);
        var exchange = (await RunAsync(new PopCheck(server.EndPoint, Probing.Ample, TlsSettings.None, "", ""))).Exchange!;
        Assert.StartsWith(@"\x1B]0;owned\x07\x9B<script>xxx", exchange.Received, StringComparison.Ordinal);
        Assert.EndsWith("x…", exchange.Received, StringComparison.Ordinal);
        Assert.DoesNotContain(exchange.Received, char.IsControl);
        Assert.InRange(exchange.Received.Length, ExchangeRecord.Length, ExchangeRecord.Length + 20);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task PasswordInEitherDirection_IsNotShown(string form)
    {
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "331 a\r\n", $"530 no {form} here\r\n");
        var exchange = (await RunAsync(new FtpCheck(server.EndPoint, Probing.Ample, Echo.Login, Echo.Password, "", new("")))).Exchange!;
        Assert.Contains(@"PASS ***\r\n", exchange.Sent, StringComparison.Ordinal);
        Assert.DoesNotContain(form, exchange.Received, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("530 no ", exchange.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasswordInBase64_AndOneThatIsCut_AreNotShown()
    {
        var padding = new string('.', ExchangeRecord.Length - "-ERR ".Length - 5);
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "250-a\r\n250 AUTH PLAIN\r\n", $"535 {padding}{Echo.Password}\r\n");
        var check = new SmtpCheck(server.EndPoint, Probing.Ample, false, TlsSettings.None, Echo.Login, Echo.Password);
        var exchange = (await RunAsync(check)).Exchange!;
        var plain = Convert.ToBase64String(Encoding.Latin1.GetBytes($"\0{Echo.Login}\0{Echo.Password}"));
        Assert.DoesNotContain(plain[^12..], exchange.Sent, StringComparison.Ordinal);
        Assert.DoesNotContain(Echo.Password[..3], exchange.Received[^10..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryOfAUrl_HeaderFields_AndRequestOfBytes_AreNotShown()
    {
        await using var web = Web("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        var settings = HttpSettings.Default with { Fields = "X-Key: opensesame\r\n" };
        var check = Http(web.EndPoint, "/health?token=hunter22") with { Http = settings };
        var sent = (await RunAsync(check)).Exchange!.Sent;
        Assert.StartsWith("GET /health?*** HTTP/1.1", sent, StringComparison.Ordinal);
        Assert.Contains(@"X-Key: ***\r\n", sent, StringComparison.Ordinal);

        await using var bytes = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync("-ERR unknown 'AUTH hunter22'\r\n");
        });
        var simple = new SimpleTcpCheck(bytes.EndPoint, Probing.Ample, "AUTH hunter22\r\n", new("OK"));
        Assert.Equal(new Exchange(@"***\r\n", @"-ERR unknown '***'\r\n"), (await RunAsync(simple)).Exchange);
    }

    [Fact]
    public async Task HundredChecksThatFail_EachHasItsOwnExchange()
    {
        await using var server = Web("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => RunAsync(Http(server.EndPoint, $"/{i}"))));
        Assert.All(results, (result, i) => Assert.StartsWith($"GET /{i} HTTP", result.Exchange!.Sent, StringComparison.Ordinal));
    }

    private static ScriptedServer Web(string answer) => new(async peer =>
    {
        await peer.ReceiveRequestAsync();
        await peer.SendAsync(answer);
    });

    private static HttpCheck Http(IPEndPoint target, string path) =>
        new(target, Probing.Ample, TlsSettings.None, HttpSettings.Default, $"{target.Address}", path, new(""));

    private static async Task<ProbeResult> RunAsync(Check check) =>
        await CheckRunner.RunAsync(check, TimeProvider.System, CancellationToken.None).AsTask().WaitAsync(Probing.Ample);
}
