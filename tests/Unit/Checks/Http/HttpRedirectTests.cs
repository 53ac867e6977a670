using System.Net;
using System.Text.RegularExpressions;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Redirects are followed as the original follows them, within the one deadline.</summary>
public partial class HttpRedirectTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task RelativeRedirect_IsAskedOfTheSameServerAsTheSameHost(int status)
    {
        await using var server = Site(path => path == "/d/old?x" ? $"{status} \r\nLocation: new page?y#z" : "200 OK");

        var result = await Probing.RunAsync(Http(server.EndPoint, "/d/old?x") with { Host = "www.example.com", Http = new("HEAD") });

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), result);
        Assert.Equal(["HEAD /d/old?x www.example.com", "HEAD /d/new%20page?y www.example.com"], server.Requests.Select(Summary));
    }

    [Fact]
    public async Task RedirectToTheVirtualHostItself_IsAskedOfTheSameServer()
    {
        await using var server = Site(path => path == "/" ? "302 Found\r\nLocation: http://WWW.example.com/home" : "200 OK");

        Assert.True((await Probing.RunAsync(Http(server.EndPoint) with { Host = "www.example.com" })).IsUp);
        Assert.Equal("GET /home www.example.com", Summary(server.Requests.Last()));
    }

    [Fact]
    public async Task RedirectToAnotherHost_IsFollowed()
    {
        await using var other = Site(_ => "200 OK", IPAddress.IPv6Loopback);
        await using var server = Site(_ => $"302 Found\r\nLocation: http://{other.EndPoint}/there");

        Assert.True((await Probing.RunAsync(Http(server.EndPoint))).IsUp);
        Assert.Equal($"GET /there {other.EndPoint}", Summary(Assert.Single(other.Requests)));
    }

    [Fact]
    public async Task RedirectToAName_IsResolvedAndFollowed()
    {
        await using var other = Site(_ => "200 OK");
        await using var server = Site(_ => $"302 Found\r\nLocation: http://localhost:{other.EndPoint.Port}/there");

        Assert.True((await Probing.RunAsync(Http(server.EndPoint))).IsUp);
        Assert.Equal($"GET /there localhost:{other.EndPoint.Port}", Summary(Assert.Single(other.Requests)));
    }

    [Fact]
    public async Task SevenRedirects_AreFollowed_AndTheEighthIsNot()
    {
        await using var server = Site(path =>
            int.Parse(path[1..], null) is var left and > 0 ? $"302 Found\r\nLocation: /{left - 1}" : "200 OK");

        Assert.True((await Probing.RunAsync(Http(server.EndPoint, "/7"))).IsUp);
        Assert.Equal(
            new Outcome(CheckStatus.BadResponse, "more than 7 redirects (HTTP 302 Found): redirect loop?"),
            await Probing.RunAsync(Http(server.EndPoint, "/8")));
    }

    [Theory]
    [InlineData("300 Multiple Choices\r\nLocation: /", "HTTP 300 Multiple Choices")]
    [InlineData("302 Found\r\nX: y", "HTTP 302 Found, without a Location")]
    [InlineData("302 Found\r\nLocation: file:///etc/passwd", "HTTP 302 Found, to something that is not a web address")]
    [InlineData("302 Found\r\nLocation: http://[", "HTTP 302 Found, to something that is not a web address")]
    [InlineData("302 Found\r\nLocation: http://name.invalid:1/", "redirected to name.invalid:1, whose name cannot be resolved")]
    public async Task RedirectToNowhere_IsDownAndSaysWhy(string answer, string reason)
    {
        await using var server = Site(_ => answer);

        var result = await Probing.RunAsync(Http(server.EndPoint));

        Assert.Equal(CheckStatus.BadResponse, result.Status);
        Assert.StartsWith(reason, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectToARefusingHost_IsDown()
    {
        using var port = ScriptedServer.Refusing(out var refusing);
        await using var server = Site(_ => $"302 Found\r\nLocation: http://{refusing}/");

        Assert.Equal(
            new Outcome(CheckStatus.BadResponse, $"redirected to {refusing}, which cannot be reached"),
            await Probing.RunAsync(Http(server.EndPoint)));
    }

    [Fact]
    public async Task RedirectThatHangs_IsDownAtTheOneDeadline()
    {
        await using var other = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.HangAsync();
        });
        await using var server = Site(_ => $"302 Found\r\nLocation: http://{other.EndPoint}/");

        var result = await Probing.RunPastDeadlineAsync(Http(server.EndPoint), () => other.Requests.Count == 1);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "connected, then silence: no answer within 5 s"), result);
    }

    private static HttpCheck Http(IPEndPoint target, string request = "/") =>
        new(target, TimeSpan.FromSeconds(5), TlsSettings.None, HttpSettings.Default, $"{target.Address}", request, new(""));

    private static ScriptedServer Site(Func<string, string> answer, IPAddress? address = null) => new(
        async peer =>
        {
            var request = await peer.ReceiveRequestAsync();
            await peer.SendAsync($"HTTP/1.1 {answer(request.Split(' ')[1])}\r\nContent-Length: 0\r\n\r\n");
        },
        address);

    private static string Summary(string request) => FirstLineAndHost().Replace(request, "$1 $2 $3");

    [GeneratedRegex("^(\\S+) (\\S+) HTTP/1.1\r\nHost: (.*)\r\n(?s:.*)$")]
    private static partial Regex FirstLineAndHost();
}
