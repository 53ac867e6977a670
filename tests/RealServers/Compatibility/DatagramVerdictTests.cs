using Ldirectord.RealServers.Support;

namespace Ldirectord.RealServers.Compatibility;

/// <summary>
/// dns, sip and radius: where the original says up or down, so do we; what differs is named, and a row of docs/differences.md.
/// </summary>
public sealed class DatagramVerdictTests(Dnsmasq dnsmasq, Kamailio kamailio, FreeRadius radius)
    : IClassFixture<Dnsmasq>, IClassFixture<Kamailio>, IClassFixture<FreeRadius>
{
    private const string User = "login=\"u\"|passwd=\"p\"|secret=\"" + FreeRadius.Secret + "\"";

    [Theory]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"www.example.test\"|receive=\"192.0.2.10\"")]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"www.example.test\"|receive=\"192.0.2.11\"")]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"nowhere.example.test\"|receive=\"192\"")]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"192.0.2.10\"|receive=\"www.example.test\"")]
    [InlineData("real=127.0.0.1:DNS masq|service=dns|request=\"www.example.test\"|receive=\"192.0.2.10\"")]
    [InlineData("real=127.0.0.1:DNS masq|service=dns|request=\"alias.example.test\"|receive=\"192.0.2.10\"")]
    [InlineData("real=127.0.0.1:9 masq|protocol=udp|service=dns|request=\"www.example.test\"|receive=\"192\"")]
    [InlineData("real=127.0.0.1:9 masq|service=dns|request=\"www.example.test\"|receive=\"192\"")]
    [InlineData("real=127.0.0.1:SIP masq|protocol=udp|service=sip|login=\"overload@example.test\"")]
    [InlineData("real=127.0.0.1:SIP masq|service=sip|login=\"overload@example.test\"")]
    [InlineData("real=127.0.0.1:9 masq|protocol=udp|service=sip")]
    [InlineData("real=127.0.0.1:9 masq|service=sip")]
    [InlineData("real=127.0.0.1:RADIUS masq|protocol=udp|service=radius|login=\"u\"|passwd=\"wrong\"|secret=\"" + FreeRadius.Secret + "\"")]
    [InlineData("real=127.0.0.1:RADIUS masq|protocol=udp|service=radius|login=\"u\"|passwd=\"p\"|secret=\"wrong\"")]
    [InlineData("real=127.0.0.1:9 masq|protocol=udp|service=radius|" + User)]
    public async Task Verdict_IsTheOriginals(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(await Verdicts.OriginalAsync(section) == ours.IsUp, $"ours: {ours}");
    }

    /// <summary>Down to the original, or the end of it.</summary>
    [Theory]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"www.example.test\"")]
    [InlineData("real=127.0.0.1:DNS masq|protocol=udp|service=dns|request=\"TXT txt.example.test\"|receive=\"hello\"")]
    [InlineData("real=127.0.0.1:SIP masq|protocol=udp|service=sip|login=\"u@example.test\"")] // "200 Keepalive"
    [InlineData("real=127.0.0.1:SIP masq|service=sip|login=\"u@example.test\"")]
    [InlineData("real=127.0.0.1:RADIUS masq|protocol=udp|service=radius|" + User)] // it demands a Message-Authenticator
    public async Task HealthyServerThatTheOriginalMisses_IsUp(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(ours.IsUp, $"ours: {ours}");
        Assert.NotEqual(true, await Verdicts.OriginalAsync(section));
    }

    private string Filled(string service)
    {
        RealServer[] servers = [dnsmasq, kamailio, radius];
        foreach (var server in servers)
            server.Require();
        return service
            .Replace(":DNS ", $":{dnsmasq.Port} ", StringComparison.Ordinal)
            .Replace(":SIP ", $":{kamailio.Port} ", StringComparison.Ordinal)
            .Replace(":RADIUS ", $":{radius.Port} ", StringComparison.Ordinal);
    }
}
