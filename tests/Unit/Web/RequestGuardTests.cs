using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public class RequestGuardTests
{
    private readonly RequestGuard _guard = new(["lvs.example.net"]);

    [Theory]
    [InlineData("127.0.0.1:9780", null)]
    [InlineData("192.0.2.7", null)]
    [InlineData("[::1]:9780", null)]
    [InlineData("[2001:db8::1]", null)]
    [InlineData("localhost:8080", null)]
    [InlineData("LVS.example.net:9780", null)]
    [InlineData("lvs.example.net.", null)]
    [InlineData("evil.example", 421)]
    [InlineData("lvs.example.net.evil.example", 421)]
    [InlineData("127.0.0.1.evil.example:9780", 421)]
    [InlineData("[evil]", 421)]
    [InlineData("", 421)]
    public void Host_IsALiteralAddressOrAKnownName(string host, int? refusal) =>
        Assert.Equal(refusal, _guard.Refuse("GET", host, "", "", "")?.Status);

    [Theory]
    [InlineData("POST", "", "", "", null)] // curl
    [InlineData("POST", "http://localhost:9780", "same-origin", "cors", null)]
    [InlineData("POST", "https://localhost:9780", "same-origin", "cors", null)] // a proxy in between speaks TLS
    [InlineData("POST", "http://LOCALHOST:9780", "", "", null)]
    [InlineData("POST", "http://localhost:9781", "", "", 403)]
    [InlineData("POST", "http://evil.example", "", "", 403)]
    [InlineData("POST", "null", "", "", 403)]
    [InlineData("POST", "http://localhost:9780", "cross-site", "cors", 403)]
    [InlineData("POST", "", "cross-site", "navigate", 403)]
    [InlineData("POST", "", "same-site", "no-cors", 403)]
    [InlineData("POST", "", "none", "", null)]
    [InlineData("GET", "", "cross-site", "navigate", null)] // a link
    [InlineData("GET", "", "cross-site", "no-cors", 403)] // an image, which would open streams
    [InlineData("GET", "http://evil.example", "cross-site", "cors", 403)]
    [InlineData("GET", "", "none", "navigate", null)]
    [InlineData("DELETE", "", "", "", 405)]
    [InlineData("OPTIONS", "http://evil.example", "cross-site", "cors", 405)]
    public void PageOfAnotherSite_IsRefused(string method, string origin, string site, string mode, int? refusal) =>
        Assert.Equal(refusal, _guard.Refuse(method, "localhost:9780", origin, site, mode)?.Status);
}
