using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>also: several requests of one check. receivedigest: the digest of the body.</summary>
public class SeveralRequestsTests
{
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nIt works\n";
    private const string Sick = "HTTP/1.1 500 Sick\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task AllPass_ServerIsUp_AfterOneRequestEach()
    {
        await using var server = Answering(_ => Page);
        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await Probing.RunAsync(Three(server.EndPoint)));
        Assert.Equal(["/", "/b", "/c"], Paths(server));
    }

    [Fact]
    public async Task SecondFails_ServerIsDown_AndTheThirdIsNotSent()
    {
        await using var server = Answering(path => path == "/b" ? Sick : Page);
        Assert.Equal(new Outcome(CheckStatus.BadResponse, "also 1: HTTP 500 Sick"), await Probing.RunAsync(Three(server.EndPoint)));
        Assert.Equal(["/", "/b"], Paths(server));
    }

    [Fact]
    public async Task FirstFails_SaysWhatItWouldSayAlone()
    {
        await using var server = Answering(path => path == "/" ? Sick : Page);
        Assert.Equal(new Outcome(CheckStatus.BadResponse, "HTTP 500 Sick"), await Probing.RunAsync(Three(server.EndPoint)));
    }

    [Fact]
    public void PasswordOfTheSecondUrl_IsASecretOfTheCheck()
    {
        var target = new IPEndPoint(IPAddress.Loopback, 3128);
        var first = new HttpProxyCheck(target, Probing.Ample, TlsSettings.None, HttpSettings.Default, "http://example.net/", new(""));
        var second = first with { Url = "http://joe:hunter2@example.net/" };
        Assert.NotEmpty(second.Secrets);
        Assert.Equal(second.Secrets, new AlsoCheck(first, second, 1).Secrets);
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha256")]
    public async Task Body_IsJudgedByItsDigest(string algorithm)
    {
        var body = Encoding.Latin1.GetBytes("It works\n");
        var hash = algorithm == "md5" ? CryptographicOperations.HashData(HashAlgorithmName.MD5, body) : SHA256.HashData(body);
        var expected = BodyDigest.Parse($"{algorithm}:{Convert.ToHexString(hash)}")!;
        await using var server = Answering(_ => Page);

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await Probing.RunAsync(WithDigest(server.EndPoint, expected)));
        var other = expected[..^1] + (expected[^1] == '0' ? '1' : '0');
        Assert.Equal(
            new Outcome(CheckStatus.BadResponse, $"HTTP 200 OK, but the body's digest is {expected}"),
            await Probing.RunAsync(WithDigest(server.EndPoint, other)));
    }

    [Fact]
    public async Task BodyLongerThanWhatIsKept_CountsWholly()
    {
        var body = new string('x', HttpBody.MaxKept + 100_000);
        var expected = BodyDigest.Parse($"sha256:{Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(body)))}")!;
        await using var server = Answering(_ => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await Probing.RunAsync(WithDigest(server.EndPoint, expected)));
    }

    private static AlsoCheck Three(IPEndPoint target)
    {
        var first = Http(target);
        return new AlsoCheck(new AlsoCheck(first, first with { Request = "/b" }, 1), first with { Request = "/c" }, 2);
    }

    private static HttpCheck WithDigest(IPEndPoint target, string digest) => Http(target) with { Http = new(Digest: digest) };

    private static HttpCheck Http(IPEndPoint target) =>
        new(target, Probing.Ample, TlsSettings.None, HttpSettings.Default, "localhost", "/", new(""));

    private static IEnumerable<string> Paths(ScriptedServer server) => server.Requests.Select(request => request.Split(' ')[1]);

    private static ScriptedServer Answering(Func<string, string> answer) => new(async peer =>
    {
        var request = await peer.ReceiveRequestAsync();
        await peer.SendAsync(answer(request.Split(' ')[1]));
    });
}
