using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=dns against dnsmasq, and simpleudp, to which a DNS query is a request like any other.</summary>
public sealed class DnsTests(Dnsmasq dnsmasq) : IClassFixture<Dnsmasq>
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.5);

    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    public static TheoryData<string, bool> Both =>
        new() { { "127.0.0.1", true }, { "::1", true }, { "127.0.0.1", false }, { "::1", false } };

    [Theory, MemberData(nameof(Both))]
    public async Task HealthyServer_IsUp(string address, bool udp) =>
        Assert.Equal(Outcome.Passed("A 192.0.2.10"), await Probing.RunAsync(Check(address, udp)));

    [Theory]
    [InlineData("AAAA v6.example.test", "^2001:db8::10$", "AAAA 2001:db8::10")]
    [InlineData("192.0.2.10", "^www\\.example\\.test$", "PTR www.example.test")]
    [InlineData("alias.example.test", "^192\\.0\\.2\\.10$", "A 192.0.2.10")]
    [InlineData("CNAME alias.example.test", "", "CNAME www.example.test")]
    [InlineData("TXT txt.example.test", "^hello world$", "TXT hello world")]
    [InlineData("MX example.test", "^mx", "MX mx.example.test")]
    [InlineData("SRV _sip._udp.example.test", "5060", "SRV 0 0 5060 sip.example.test")]
    public async Task EachKindOfRecord_IsRead(string request, string receive, string detail)
    {
        foreach (var udp in new[] { true, false })
            Assert.Equal(
                Outcome.Passed(detail),
                await Probing.RunAsync(Check("127.0.0.1", udp) with { Request = request, Expected = new(receive) }));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task AnswerThatNoDatagramHolds_IsWhole(string address, bool udp) =>
        Assert.Equal(
            Outcome.Passed("A 198.51.100.77"),
            await Probing.RunAsync(Check(address, udp) with { Request = "large.example.test", Expected = new("\\.77$") }));

    [Theory, MemberData(nameof(Both))]
    public async Task UnknownName_IsDown(string address, bool udp) =>
        Assert.Equal(
            Outcome.Bad("DNS answered NXDOMAIN"), await Probing.RunAsync(Check(address, udp) with { Request = "nowhere.example.test" }));

    [Theory, MemberData(nameof(Both))]
    public async Task NameWithoutThatRecord_IsDown(string address, bool udp) =>
        Assert.Equal(
            Outcome.Bad("no AAAA record for www.example.test"),
            await Probing.RunAsync(Check(address, udp) with { Request = "AAAA www.example.test" }));

    [Theory, MemberData(nameof(Both))]
    public async Task NameOfOthers_IsRefused(string address, bool udp) =>
        Assert.Equal(Outcome.Bad("DNS answered REFUSED"), await Probing.RunAsync(Check(address, udp) with { Request = "" }));

    [Theory, MemberData(nameof(Both))]
    public async Task WrongContent_IsDown(string address, bool udp) =>
        Assert.Equal(
            Outcome.Bad("the answer does not match /11$/: A 192.0.2.10"),
            await Probing.RunAsync(Check(address, udp) with { Expected = new("11$") }));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task NoListener_IsDownAtOnce(string address)
    {
        using var datagrams = RealServer.Unreachable(address, out var udp);
        using var connections = RealServer.Refusing(address, out var tcp);

        Assert.Equal(
            new(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(address, true) with { Target = udp }));
        Assert.Equal(
            new(CheckStatus.ConnectFailed, "connection refused"), await Probing.RunAsync(Check(address, false) with { Target = tcp }));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task FrozenServer_IsDownAtItsDeadline_AndUpAgainAfterwards(string address, bool udp)
    {
        var check = Check(address, udp);
        using (dnsmasq.Frozen())
        {
            Assert.Equal(
                new(CheckStatus.TimedOut, udp ? "no answer within 0.5 s" : "connected, then silence: no answer within 0.5 s"),
                await Probing.RunAsync(check with { Timeout = s_short }));
        }

        Assert.True((await Probing.RunAsync(check)).IsUp);
    }

    [Fact]
    public async Task HundredProbesAtOnce_AreAllUp()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Probing.RunAsync(Check("127.0.0.1", true))));

        Assert.All(results, result => Assert.True(result.IsUp, result.Detail));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task SimpleUdp_IsUpByItsAnswer(string address)
    {
        var check = SimpleUdp(address, "\\xC0\\x00\\x02\\x0A");

        Assert.Equal(Outcome.Passed("the answer matches /\\xC0\\x00\\x02\\x0A/"), await Probing.RunAsync(check));
        Assert.Equal(
            new(CheckStatus.TimedOut, "what came does not match /nothing/: no answer that does within 0.5 s"),
            await Probing.RunAsync(check with { Expected = new("nothing"), Timeout = s_short }));
        Assert.Equal(
            Outcome.Bad("the answer matches /www/, which receivenot forbids"), await Probing.RunAsync(check with
            {
                Expected = new(
                "", "www")
            }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task SimpleUdp_OfAFrozenServer_IsDownAtItsDeadline(string address)
    {
        var check = SimpleUdp(address, "");
        using var frozen = dnsmasq.Frozen();

        Assert.Equal(new(CheckStatus.TimedOut, "no answer within 0.5 s"), await Probing.RunAsync(check with { Timeout = s_short }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task SimpleUdp_WithoutAListener_IsDownAtOnce(string address)
    {
        using var port = RealServer.Unreachable(address, out var target);

        Assert.Equal(
            new(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(SimpleUdp(address, "") with { Target = target }));
    }

    private SimpleUdpCheck SimpleUdp(string address, string receive)
    {
        var query = Encoding.Latin1.GetString(new DnsQuestion("www.example.test", DnsType.A).ToQuery(7));
        return new(Check(address, true).Target, Probing.Ample, query, new(receive));
    }

    private DnsCheck Check(string address, bool udp)
    {
        dnsmasq.Require();
        return new(
            new IPEndPoint(IPAddress.Parse(address), dnsmasq.Port), Probing.Ample, udp, "www.example.test", new("^192\\.0\\.2\\.10$"));
    }
}
