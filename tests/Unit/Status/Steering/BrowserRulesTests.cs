using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class BrowserRulesTests
{
    [Theory]
    [InlineData("", "", "localhost", true)]
    [InlineData("", "", "anything", true)]
    [InlineData("", "", "", true)]
    [InlineData("same-origin", "http://localhost:9780", "localhost:9780", true)]
    [InlineData("same-origin", "http://127.0.0.1:9780", "127.0.0.1:9780", true)]
    [InlineData("same-origin", "http://[::1]:9780", "[::1]:9780", true)]
    [InlineData("none", "", "localhost:9780", true)]
    [InlineData("", "http://LOCALHOST:9780", "localhost:9780", true)]
    [InlineData("same-origin", "http://localhost", "localhost", true)]
    [InlineData("cross-site", "http://evil.example", "localhost:9780", false)]
    [InlineData("same-site", "http://localhost:8000", "localhost:9780", false)]
    [InlineData("cross-site", "", "localhost:9780", false)]
    [InlineData("", "http://evil.example", "localhost:9780", false)]
    [InlineData("", "null", "localhost:9780", false)]
    [InlineData("same-origin", "http://localhost:9781", "localhost:9780", false)]
    [InlineData("same-origin", "http://evil.example:9780", "evil.example:9780", false)]
    [InlineData("same-origin", "http://localhost:9780", "", false)]
    [InlineData("same-origin", "", "evil.example", false)]
    [InlineData("same-origin", "http://localhost:9780", "localhost:9780/x", false)]
    [InlineData("same-origin", "http://x@localhost:9780", "x@localhost:9780", false)]
    [InlineData("Same-Origin", "http://localhost:9780", "localhost:9780", false)]
    public void PageOfAnotherSite_IsRefused(string site, string origin, string host, bool isAccepted) =>
        Assert.Equal(isAccepted, BrowserRules.Problem(Headers(site, origin, host)) is null);

    [Theory]
    [InlineData("Origin", true)]
    [InlineData("Sec-Fetch-Site", true)]
    [InlineData("Via", true)]
    [InlineData("Forwarded", true)]
    [InlineData("X-Forwarded-For", true)]
    [InlineData("User-Agent", false)]
    public void RequestOfSomebodyElse_IsKnownByItsHeaders(string header, bool isElse) =>
        Assert.Equal(isElse, BrowserRules.IsForSomebodyElse(name => name == header ? "x" : ""));

    private static Func<string, string> Headers(string site, string origin, string host) => name => name switch
    {
        "Sec-Fetch-Site" => site,
        "Origin" => origin,
        "Host" => host,
        _ => "",
    };
}
