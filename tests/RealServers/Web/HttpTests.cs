using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=http and https against nginx.</summary>
public sealed class HttpTests(Nginx nginx) : IClassFixture<Nginx>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string, bool> Both =>
        new() { { "127.0.0.1", false }, { "::1", false }, { "127.0.0.1", true }, { "::1", true } };

    [Theory, MemberData(nameof(Both))]
    public async Task HealthyServer_IsUp(string address, bool tls) => await AssertAsync(Outcome.Passed("HTTP 200 OK"), Check(address, tls));

    [Theory, MemberData(nameof(Both))]
    public async Task HealthyServer_IsUpByHead(string address, bool tls) =>
        await AssertAsync(Outcome.Passed("HTTP 200 OK"), Check(address, tls) with { Http = new("HEAD"), Expected = new("") });

    [Theory, MemberData(nameof(Both))]
    public async Task LargeBody_IsUp(string address, bool tls) =>
        await AssertAsync(Outcome.Passed("HTTP 200 OK"), Check(address, tls) with { Request = "/large", Expected = new("^x{1000}") });

    [Theory, MemberData(nameof(Both))]
    public async Task RefusingPort_IsDown(string address, bool tls)
    {
        nginx.Require();
        using var port = RealServer.Refusing(address, out var target);

        await AssertAsync(new(CheckStatus.ConnectFailed, "connection refused"), Check(address, tls) with { Target = target });
    }

    [Theory, MemberData(nameof(Both))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, bool tls)
    {
        nginx.Require();
        using (nginx.Frozen())
        {
            var result = await Probing.RunAsync(Check(address, tls) with { Timeout = s_short });
            Assert.Equal(CheckStatus.TimedOut, result.Status);
            Assert.Equal(
                tls ? "connected, but TLS was not agreed on within 0.5 s" : "connected, then silence: no answer within 0.5 s",
                result.Detail);
        }

        await AssertAsync(Outcome.Passed("HTTP 200 OK"), Check(address, tls));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task ErrorAnswer_IsDown(string address, bool tls) =>
        await AssertAsync(new(CheckStatus.BadResponse, "HTTP 500 Internal Server Error"), Check(address, tls) with { Request = "/error" });

    [Theory, MemberData(nameof(Both))]
    public async Task WrongContent_IsDown(string address, bool tls) =>
        await AssertAsync(
            new(CheckStatus.BadResponse, "HTTP 200 OK, but the body does not match /Sorry/"), Check(address, tls) with
            {
                Expected = new(
                "Sorry")
            });

    [Theory, MemberData(nameof(Both))]
    public async Task MissingPage_IsDown(string address, bool tls) =>
        await AssertAsync(new(CheckStatus.BadResponse, "HTTP 404 Not Found"), Check(address, tls) with { Request = "/nowhere" });

    [Theory, MemberData(nameof(Both))]
    public async Task WrongKindOfPort_IsDownAndSaysSo(string address, bool tls)
    {
        nginx.Require();
        var check = Check(address, tls);
        var result = await Probing.RunAsync(check with
        {
            Target = new IPEndPoint(
            check.Target.Address, tls ? nginx.HttpPort : nginx.HttpsPort)
        });

        Assert.Equal(
            tls
                ? new(CheckStatus.TlsFailed, "connected, but TLS was not agreed on: the answer is not TLS")
                : new(CheckStatus.BadResponse, "HTTP 400 Bad Request"),
            result);
    }

    [Fact]
    public async Task ClosedWithoutAnAnswer_IsDown() =>
        await AssertAsync(
            new(CheckStatus.BadResponse, "connected, but the connection was closed before an answer"),
            Check("127.0.0.1", false) with { Request = "/drop" });

    [Fact]
    public async Task PasswordAskedFor_IsDown() =>
        await AssertAsync(new(CheckStatus.BadResponse, "HTTP 401 Unauthorized"), Check("127.0.0.1", false) with { Request = "/private" });

    [Fact]
    public async Task VirtualHost_IsSent() =>
        await AssertAsync(
            Outcome.Passed("HTTP 200 OK"),
            Check("127.0.0.1", false) with { Request = "/host", Host = "www.example.test", Expected = new("^host=www.example.test$") });

    [Theory, MemberData(nameof(RealServer.Loopbacks), MemberType = typeof(RealServer))]
    public async Task ServerName_IsAskedForByTls(string address)
    {
        nginx.Require();
        var check = Check(address, true) with { Target = new IPEndPoint(IPAddress.Parse(address), nginx.NamedHttpsPort) };

        await AssertAsync(Outcome.Passed("HTTP 200 OK"), check with { Tls = new(TlsStart.AtOnce, "www.example.test") });
        var unnamed = await Probing.RunAsync(check);
        Assert.Equal(CheckStatus.TlsFailed, unnamed.Status);
        Assert.Contains("unrecognized name", unnamed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectToHttps_IsFollowed() =>
        await AssertAsync(Outcome.Passed("HTTP 200 OK"), Check("127.0.0.1", false) with { Request = "/to-https" });

    [Theory, MemberData(nameof(RealServer.Loopbacks), MemberType = typeof(RealServer))]
    public async Task Connect_IsUp_AlsoWhileTheServerIsFrozen(string address)
    {
        nginx.Require();
        var check = new ConnectCheck(Check(address, false).Target, Probing.Ample);

        Assert.Equal(Outcome.Passed("connected"), await Probing.RunAsync(check));
        using (nginx.Frozen())
            Assert.Equal(Outcome.Passed("connected"), await Probing.RunAsync(check)); // the kernel accepts: that is all a connect can know
    }

    [Fact]
    public async Task HundredHttpsProbesAtOnce_AreAllUp()
    {
        nginx.Require();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Probing.RunAsync(Check("127.0.0.1", true))));

        Assert.All(results, result => Assert.Equal("HTTP 200 OK", result.Detail));
    }

    private async Task AssertAsync(Outcome expected, HttpCheck check)
    {
        nginx.Require();
        Assert.Equal(expected, await Probing.RunAsync(check) with { CertificateExpires = null });
    }

    private HttpCheck Check(string address, bool tls)
    {
        nginx.Require();
        var target = new IPEndPoint(IPAddress.Parse(address), tls ? nginx.HttpsPort : nginx.HttpPort);
        return new HttpCheck(
            target, Probing.Ample, new(tls ? TlsStart.AtOnce : TlsStart.Never), HttpSettings.Default,
            target.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address, "/index.html", new("It works!"));
    }
}
