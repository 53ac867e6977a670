using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=http_proxy against tinyproxy, with nginx behind it.</summary>
public sealed class HttpProxyTests(Tinyproxy proxy, Nginx nginx) : IClassFixture<Tinyproxy>, IClassFixture<Nginx>
{
    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyProxy_IsUp(string address) => Assert.Equal(
        Outcome.Passed("HTTP 200 OK"), await ProbeAsync(address, "/index.html"));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HttpsThroughTheProxy_IsUp(string address)
    {
        var check = Check(address, "/") with { Url = $"https://127.0.0.1:{nginx.HttpsPort}/" };

        Assert.Equal(Outcome.Passed("HTTP 200 OK"), await Probing.RunAsync(check) with { CertificateExpires = null });
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(
            new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Check(address, "/") with { Target = target }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenProxy_IsDownAtItsDeadline(string address)
    {
        var check = Check(address, "/") with { Timeout = TimeSpan.FromSeconds(0.5) };
        using var frozen = proxy.Frozen();

        Assert.Equal(new(CheckStatus.TimedOut, "connected, then silence: no answer within 0.5 s"), await Probing.RunAsync(check));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ErrorBehindTheProxy_IsDown(string address) =>
        Assert.Equal(new(CheckStatus.BadResponse, "HTTP 500 Internal Server Error"), await ProbeAsync(address, "/error"));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongContent_IsDown(string address) =>
        Assert.Equal(
            new(CheckStatus.BadResponse, "HTTP 200 OK, but the body does not match /Sorry/"),
            await Probing.RunAsync(Check(address, "/") with { Expected = new("Sorry") }));

    [Theory]
    [InlineData("http", "HTTP 403 Filtered")]
    [InlineData("https", "the proxy opens no tunnel to forbidden.example.test:443: HTTP 403 Filtered")]
    public async Task UrlThatTheProxyForbids_IsDown(string scheme, string reason)
    {
        var check = Check("127.0.0.1", "/") with { Url = $"{scheme}://forbidden.example.test/" };

        Assert.Equal(new(CheckStatus.BadResponse, reason), await Probing.RunAsync(check));
    }

    [Fact]
    public async Task UrlThatIsNone_IsAnErrorInWords()
    {
        var result = await Probing.RunAsync(Check("127.0.0.1", "/") with { Url = "www.example.test" });

        Assert.Equal(new(CheckStatus.Error, "request must be an absolute URL, http://… or https://…, for service=http_proxy"), result);
    }

    [Fact]
    public void CredentialsInTheUrl_AreNotShown() =>
        Assert.DoesNotContain(
            "secret", $"{Check("127.0.0.1", "/") with { Url = "http://user:secret@www.example.test/?key=secret" }}",
            StringComparison.Ordinal);

    private async Task<Outcome> ProbeAsync(string address, string path) => await Probing.RunAsync(Check(address, path));

    private HttpProxyCheck Check(string address, string path)
    {
        proxy.Require();
        nginx.Require();
        return new(
            new IPEndPoint(IPAddress.Parse(address), proxy.Port), Probing.Ample, TlsSettings.None, HttpSettings.Default,
            $"http://127.0.0.1:{nginx.HttpPort}{path}", new(""));
    }
}
