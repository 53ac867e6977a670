using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>What redirects, httpversion, httpheader and httpstatus change in a dialogue.</summary>
public class HttpSettingsTests
{
    private const string Credentials = "Authorization: Basic c3BhcnJvdzpodW50ZXIyLg==\r\n"; // sparrow:hunter2.

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("308 Permanent Redirect")]
    public async Task RedirectsNone_ARedirectIsDown_AndNothingElseIsAsked(string answer)
    {
        await using var server = Site(_ => $"{answer}\r\nLocation: /next");

        Assert.Equal(Outcome.Bad($"HTTP {answer}"), await Probing.RunAsync(Http(server) with { Http = new(Redirects: Redirects.None) }));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Redirects.None)]
    [InlineData(Redirects.Same)]
    [InlineData(Redirects.Follow)]
    internal async Task RedirectThatHttpstatusHas_IsUpAsItIs(Redirects redirects)
    {
        await using var server = Site(_ => "301 Moved Permanently\r\nLocation: http://other.invalid/");
        var check = Http(server) with { Http = new(Redirects: redirects, Status: "200,301") };

        Assert.Equal(Outcome.Passed("HTTP 301 Moved Permanently"), await Probing.RunAsync(check));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task RedirectThatHttpstatusLacks_IsFollowed()
    {
        await using var server = Site(path => path == "/" ? "302 Found\r\nLocation: /next" : "401 Unauthorized");

        Assert.Equal(Outcome.Passed("HTTP 401 Unauthorized"), await Probing.RunAsync(Http(server) with { Http = new(Status: "401") }));
    }

    [Theory]
    [InlineData("/next")]
    [InlineData("//www.example.test/next")]
    [InlineData("http://WWW.example.test/next")]
    [InlineData("http://{self}/next")]
    public async Task RedirectsSame_TheSameHostIsFollowed(string location)
    {
        await using var server = Site(
            path => path == "/" ? "302 Found\r\nLocation: {location}" : "200 OK", self => location.Replace(
                "{self}", $"{self}", StringComparison.Ordinal));
        var check = Http(server) with { Http = new(Redirects: Redirects.Same), Host = "www.example.test" };

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await Probing.RunAsync(check));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task RedirectsSame_AnotherPortOfTheServerIsTheSameHost()
    {
        await using var other = Site(_ => "200 OK");
        await using var server = Site(_ => $"302 Found\r\nLocation: http://{other.EndPoint}/");

        Assert.True((await Probing.RunAsync(Http(server) with { Http = new(Redirects: Redirects.Same) })).IsUp);
        Assert.Single(other.Requests);
    }

    [Theory]
    [InlineData("http://other.example.test/next", "http://other.example.test")]
    [InlineData("https://www.example.test.evil.test:8443/next", "https://www.example.test.evil.test:8443")]
    [InlineData("http://[::1]:81/", "http://[::1]:81")]
    public async Task RedirectsSame_AnotherHostIsDown_AndIsNotAsked(string location, string shown)
    {
        await using var server = Site(_ => $"302 Found\r\nLocation: {location}");
        var check = Http(server) with { Http = new(Redirects: Redirects.Same), Host = "www.example.test" };

        Assert.Equal(Outcome.Bad($"HTTP 302 Found, to {shown}, which redirects = same does not follow"), await Probing.RunAsync(check));
    }

    [Fact]
    public async Task Httpversion10_IsSpoken_WithAHost()
    {
        await using var server = Site(_ => "200 OK");

        Assert.True((await Probing.RunAsync(Http(server) with { Http = new(Version: "1.0"), Host = "www.example.test" })).IsUp);
        Assert.Equal(["GET / HTTP/1.0\r\nHost: www.example.test\r\nUser-Agent: ldirectord\r\nConnection: close\r\n\r\n"], server.Requests);
    }

    [Fact]
    public async Task Httpversion10_KnowsNoChunks()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        });

        Assert.True((await Probing.RunAsync(Http(server) with { Http = new(Version: "1.0"), Expected = new("^2\r\nok\r\n0") })).IsUp);
        Assert.True((await Probing.RunAsync(Http(server) with { Expected = new("^ok$") })).IsUp);
    }

    [Fact]
    public async Task Httpheaders_AreSent_AndStandInForOurs()
    {
        await using var server = Site(_ => "200 OK");
        const string Fields = "X-Probe: a\r\nX-Probe: b\r\nuser-agent: Mozilla\r\nHOST: shop.example\r\n";

        Assert.True((await Probing.RunAsync(Http(server) with { Http = new(Fields: Fields) })).IsUp);
        Assert.Equal([$"GET / HTTP/1.1\r\n{Fields}Connection: close\r\n\r\n"], server.Requests);
    }

    [Fact]
    public async Task HostOfHttpheader_IsWhoTheServerIs()
    {
        await using var server = Site(path => path == "/" ? "302 Found\r\nLocation: http://shop.example/next" : "200 OK");
        var check = Http(server) with { Http = new(Redirects: Redirects.Same, Fields: "Host: shop.example\r\n") };

        Assert.True((await Probing.RunAsync(check)).IsUp);
        Assert.All(server.Requests, request => Assert.Contains("\r\nHost: shop.example\r\n", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Httpheaders_AreNotSentToAnotherHost()
    {
        await using var other = Site(_ => "200 OK", address: IPAddress.IPv6Loopback);
        await using var server = Site(path => path == "/" ? "302 Found\r\nLocation: /next"
            : $"302 Found\r\nLocation: http://{other.EndPoint}/");
        var check = Http(server) with { Http = new(Fields: $"Host: shop.example\r\n{Credentials}") };

        Assert.True((await Probing.RunAsync(check)).IsUp);
        Assert.All(server.Requests, request => Assert.Contains(Credentials, request, StringComparison.Ordinal));
        Assert.Equal([$"GET / HTTP/1.1\r\nHost: {other.EndPoint}\r\nUser-Agent: ldirectord\r\nConnection: close\r\n\r\n"], other.Requests);
    }

    [Fact]
    public async Task HttpheadersThroughAProxy_AreNotSentToAnotherHost()
    {
        await using var proxy = Site(path => path == "http://www.example.test/" ? "302 Found\r\nLocation: http://other.example.test/"
            : "200 OK");
        var check = new HttpProxyCheck(
            proxy.EndPoint, Probing.Ample, TlsSettings.None, new(Fields: Credentials), "http://www.example.test/", new(""));

        Assert.True((await Probing.RunAsync(check)).IsUp);
        Assert.Equal([true, false], proxy.Requests.Select(request => request.Contains(Credentials, StringComparison.Ordinal)));
        Assert.Equal(
            Outcome.Bad("HTTP 302 Found, to http://other.example.test, which redirects = same does not follow"),
            await Probing.RunAsync(check with { Http = new(Redirects: Redirects.Same) }));
    }

    [Theory]
    [InlineData("200 OK", "200-299", "HTTP 200 OK", true)]
    [InlineData("401 Unauthorized", "200-299,401", "HTTP 401 Unauthorized", true)]
    [InlineData("200 OK", "401", "HTTP 200 OK, but httpstatus is 401", false)]
    [InlineData("503 Busy", "200-299,401", "HTTP 503 Busy, but httpstatus is 200-299,401", false)]
    [InlineData("503 Busy", "200-299", "HTTP 503 Busy", false)]
    [InlineData("101 Switching Protocols", "101", "HTTP 101 Switching Protocols", true)]
    public async Task Httpstatus_SaysWhichAnswersAreGood(string answer, string status, string detail, bool up)
    {
        await using var server = Site(_ => answer);

        Assert.Equal(
            up ? Outcome.Passed(detail) : Outcome.Bad(detail), await Probing.RunAsync(Http(server) with { Http = new(Status: status) }));
    }

    [Fact]
    public async Task BodyOfAGoodStatus_MustMatchAndBeWhole()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            var request = await peer.ReceiveRequestAsync();
            await peer.SendAsync(request.StartsWith("GET /cut ", StringComparison.Ordinal)
                ? "HTTP/1.1 401 Unauthorized\r\nContent-Length: 20\r\n\r\nlog in"
                : "HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nlog in");
        });
        var check = Http(server) with { Http = new(Status: "401"), Expected = new("log in") };

        Assert.Equal(Outcome.Passed("HTTP 401 Unauthorized"), await Probing.RunAsync(check));
        Assert.Equal(
            Outcome.Bad("HTTP 401 Unauthorized, but the body does not match /welcome/"), await Probing.RunAsync(check with
            {
                Expected = new(
                "welcome")
            }));
        Assert.Equal(
            Outcome.Bad("the connection was closed in the middle of the body: 6 bytes came, 14 more did not"),
            await Probing.RunAsync(check with { Request = "/cut" }));
    }

    [Theory]
    [InlineData("HTTP/1.1 403 no Basic c3BhcnJvdzpodW50ZXIyLg== here\r\n\r\n")]
    [InlineData("HTTP/1.1 403 not sparrow:hunter2. either\r\n\r\n")]
    [InlineData("HTTP/1.1 403 nor hunter2. alone\r\n\r\n")]
    [InlineData("hunter2. is no HTTP\r\n\r\n")]
    [InlineData("This line is cut just after the fortieth c3BhcnJvdzpodW50ZXIyLg==\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: hunter2.\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://Hunter2.:1/\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://c3BhcnJvdzpodW50ZXIyLg.invalid/\r\n\r\n")]
    public async Task SecretsThatTheServerSaysBack_AreNotShown(string answer)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync(answer);
        });
        var same = await Probing.RunAsync(Http(server) with { Http = new(Fields: Credentials, Redirects: Redirects.Same) });
        var follow = await Probing.RunAsync(Http(server) with { Http = new(Fields: Credentials) });
        var proxy = await Probing.RunAsync(new HttpProxyCheck(
            server.EndPoint, Probing.Ample, TlsSettings.None, new(Redirects: Redirects.Same),
            "http://sparrow:hunter2.@www.example.test/", new(
                "")));

        Assert.All([same, follow, proxy], result =>
        {
            Assert.Equal(CheckStatus.BadResponse, result.Status);
            Assert.DoesNotContain("hunter2", result.Detail, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("c3BhcnJvdzpodW50", result.Detail, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static HttpCheck Http(ScriptedServer server) =>
        new(server.EndPoint, Probing.Ample, TlsSettings.None, HttpSettings.Default, $"{server.EndPoint.Address}", "/", new(""));

    private static ScriptedServer Site(Func<string, string> answer, Func<IPEndPoint, string>? location = null, IPAddress? address = null)
    {
        ScriptedServer? server = null;
        var made = new TaskCompletionSource();
        server = new ScriptedServer(
            async peer =>
            {
                var request = await peer.ReceiveRequestAsync();
                await made.Task;
                var text = answer(request.Split(' ')[1]).Replace(
                    "{location}", location?.Invoke(server!.EndPoint), StringComparison.Ordinal);
                await peer.SendAsync($"HTTP/1.1 {text}\r\nContent-Length: 0\r\n\r\n");
            },
            address);
        made.SetResult();
        return server;
    }
}
