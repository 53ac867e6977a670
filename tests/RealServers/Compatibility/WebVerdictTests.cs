using Ldirectord.RealServers.Support;

namespace Ldirectord.RealServers.Compatibility;

/// <summary>
/// http, https, http_proxy and simpletcp: where the original says up or down, so do we; what differs is named, and a row of
/// docs/differences.md.
/// </summary>
public sealed class WebVerdictTests(Nginx nginx, Tinyproxy proxy, Redis redis) : IClassFixture<Nginx>, IClassFixture<Tinyproxy>,
    IClassFixture<Redis>
{
    public static TheoryData<string> Alike =>
    [
        "real=127.0.0.1:HTTP masq|service=http|request=\"/index.html\"|receive=\"It works\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/index.html\"|receive=\"Sorry\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/index.html\"|httpmethod=HEAD",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/error\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/nowhere\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/private\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/drop\"",
        "real=127.0.0.1:HTTP masq|service=http|request=\"/host\"|virtualhost=www.example.test|receive=\"host=www.example.test\"",
        "real=127.0.0.1:9 masq|service=http",
        "real=127.0.0.1:HTTPS masq|service=http",
        "real=127.0.0.1:HTTP masq|service=https",
        "real=127.0.0.1:PROXY masq|service=http_proxy|request=\"http://127.0.0.1:HTTP/index.html\"|receive=\"It works\"",
        "real=127.0.0.1:PROXY masq|service=http_proxy|request=\"http://forbidden.example.test/\"",
        "real=127.0.0.1:REDIS masq|service=simpletcp|request=\"PING\\nQUIT\\n\"|receive=\"PONG\"",
        "real=127.0.0.1:REDIS masq|service=simpletcp|request=\"PING\\nQUIT\\n\"|receive=\"PANG\"",
        "real=127.0.0.1:9 masq|service=simpletcp|request=\"PING\\n\"|receive=\"PONG\"",
    ];

    [Theory, MemberData(nameof(Alike))]
    public async Task Verdict_IsTheOriginals(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(await Verdicts.OriginalAsync(section) == ours.IsUp, $"ours: {ours}");
    }

    /// <summary>Down to the original, or the end of it.</summary>
    [Theory]
    [InlineData("real=127.0.0.1:NAMED masq|service=https|virtualhost=www.example.test|request=\"/\"")] // it sends no SNI
    [InlineData("real6=[::1]:HTTP masq|service=http|request=\"/index.html\"")]
    public async Task HealthyServerThatTheOriginalMisses_IsUp(string service)
    {
        var section = Filled(service);

        var ours = await Verdicts.OursAsync(section);

        Assert.True(ours.IsUp, $"ours: {ours}");
        Assert.NotEqual(true, await Verdicts.OriginalAsync(section));
    }

    private string Filled(string service)
    {
        nginx.Require();
        proxy.Require();
        redis.Require();
        return service
            .Replace("HTTPS", $"{nginx.HttpsPort}", StringComparison.Ordinal)
            .Replace("HTTP", $"{nginx.HttpPort}", StringComparison.Ordinal)
            .Replace("NAMED", $"{nginx.NamedHttpsPort}", StringComparison.Ordinal)
            .Replace("PROXY", $"{proxy.Port}", StringComparison.Ordinal)
            .Replace("REDIS", $"{redis.Port}", StringComparison.Ordinal);
    }
}
