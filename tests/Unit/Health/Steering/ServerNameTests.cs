using System.Net;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class ServerNameTests
{
    [Theory]
    [InlineData("10.0.0.2", "10.0.0.2", null)]
    [InlineData("10.0.0.2:80", "10.0.0.2", 80)]
    [InlineData("10.0.0.2:0", "10.0.0.2", 0)]
    [InlineData("[2001:db8::2]:80", "2001:db8::2", 80)]
    [InlineData("[2001:db8::2]", "2001:db8::2", null)]
    [InlineData("2001:db8::2", "2001:db8::2", null)]
    [InlineData("web1", "web1", null)]
    [InlineData("web1.example.org:8080", "web1.example.org", 8080)]
    [InlineData("10.1", "10.1", null)]
    public void ServerThatIsNamed_IsUnderstood(string text, string host, int? port)
    {
        var name = ServerName.Parse(text);
        Assert.Equal((host, port), (name?.Host, name?.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("10.0.0.2:")]
    [InlineData("10.0.0.2:x")]
    [InlineData("10.0.0.2:65536")]
    [InlineData("10.0.0.2:-1")]
    [InlineData("10.0.0.2:80:90")]
    [InlineData("[10.0.0.2]:80")]
    [InlineData("[2001:db8::2")]
    [InlineData("[2001:db8::2]80")]
    [InlineData("fe80::1%eth0")]
    [InlineData("../etc/passwd")]
    [InlineData("web1/x")]
    [InlineData("-x")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("web1\n")]
    [InlineData("wéb")]
    [InlineData("web1@tcp")]
    public void OtherText_IsNot(string text) => Assert.Null(ServerName.Parse(text));

    [Fact]
    public void NameLongerThanDnsHas_IsNot() => Assert.Null(ServerName.Parse(new string('x', 254)));

    [Theory]
    [InlineData("10.0.0.2", true)]
    [InlineData("10.0.0.2:80", true)]
    [InlineData("10.0.0.2:81", false)]
    [InlineData("10.0.0.3", false)]
    [InlineData("web1", true)]
    [InlineData("WEB1:80", true)]
    [InlineData("web1.example.org", true)]
    [InlineData("web1.example.com", false)]
    [InlineData("web", false)]
    [InlineData("alias", false)]
    public void Server_IsNamedByItsAddressAndItsNames(string text, bool isNamed) =>
        Assert.Equal(isNamed, ServerName.Parse(text)!.Names(IPEndPoint.Parse("10.0.0.2:80"), "web1.example.org", []));

    [Fact]
    public void NameThatWasLookedUp_NamesItsAddresses()
    {
        var name = ServerName.Parse("alias:80")!;
        Assert.True(name.Names(IPEndPoint.Parse("10.0.0.2:80"), null, [IPAddress.Parse("10.0.0.2")]));
        Assert.False(name.Names(IPEndPoint.Parse("10.0.0.2:81"), null, [IPAddress.Parse("10.0.0.2")]));
    }

    [Theory]
    [InlineData("[2001:DB8:0::2]:80", "[2001:db8::2]:80")]
    [InlineData("2001:db8::2", "[2001:db8::2]")]
    [InlineData("web1:80", "web1:80")]
    public void Server_IsShownAsFilesAreNamed(string text, string shown) => Assert.Equal(shown, ServerName.Parse(text)!.ToString());
}
