using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What a real server's line means.</summary>
public class RealServerTests
{
    [Theory]
    [InlineData("127.0.0.2:81 gate", "127.0.0.2:81", "127.0.0.2:80", ForwardingMethod.Gate, 1, 0, 0)]
    [InlineData("127.0.0.2:81 ipip 5", "127.0.0.2:81", "127.0.0.2:80", ForwardingMethod.Ipip, 5, 0, 0)]
    [InlineData("127.0.0.2:81 masq 0", "127.0.0.2:81", "127.0.0.2:81", ForwardingMethod.Masq, 0, 0, 0)]
    [InlineData("127.0.0.2:http masq", "127.0.0.2:80", "127.0.0.2:80", ForwardingMethod.Masq, 1, 0, 0)]
    [InlineData("127.0.0.2:tftp masq", "127.0.0.2:69", "127.0.0.2:69", ForwardingMethod.Masq, 1, 0, 0)]
    [InlineData("127.0.0.2 gate", "127.0.0.2:0", "127.0.0.2:80", ForwardingMethod.Gate, 1, 0, 0)]
    [InlineData("localhost:81\tmasq\t7", "127.0.0.1:81", "127.0.0.1:81", ForwardingMethod.Masq, 7, 0, 0)]
    [InlineData("127.0.0.2:81 masq 5 l:3 u:9", "127.0.0.2:81", "127.0.0.2:81", ForwardingMethod.Masq, 5, 9, 3)]
    [InlineData("127.0.0.2:81 masq \"/a\", \"b\" l:3 u:9", "127.0.0.2:81", "127.0.0.2:81", ForwardingMethod.Masq, 1, 9, 3)]
    [InlineData("127.0.0.2:81 masq u:9", "127.0.0.2:81", "127.0.0.2:81", ForwardingMethod.Masq, 1, 9, 0)]
    [InlineData("127.0.0.2:81 gate -w 5 # heavy", "127.0.0.2:81", "127.0.0.2:80", ForwardingMethod.Gate, 5, 0, 0)]
    [InlineData("127.0.0.2:81 masq 5 u:9 l:3", "127.0.0.2:81", "127.0.0.2:81", ForwardingMethod.Masq, 5, 0, 3)]
    internal void Line_IsOneServer(
        string value, string endPoint, string kernel, ForwardingMethod method, int weight, uint upper, uint lower)
    {
        var server = Server($"real = {value}");
        Assert.Equal(endPoint, server.EndPoint.ToString());
        Assert.Equal(kernel, server.Destination.EndPoint.ToString());
        Assert.Equal(
            (method, weight, upper, lower),
            (server.Destination.Method, server.Destination.Weight, server.Destination.UpperThreshold, server.Destination.LowerThreshold));
    }

    [Theory]
    [InlineData("\"/a\" \"b\"", true)]
    [InlineData("\"/a\",\"b\"", true)]
    [InlineData("\"/a\",\t\"b\"", true)]
    [InlineData("\"/a\" \r\"b\"", true)]
    [InlineData("\"/a\"\t\"b\"", false)]
    [InlineData("\"/a\"\r\"b\"", false)]
    [InlineData("\"/a\"\"b\"", false)]
    [InlineData("\"/a\" ,\"b\"", false)]
    public void RequestAndReceive_HaveACommaOrASpaceBetweenThem_AsInTheOriginal(string pair, bool isAccepted)
    {
        var read = ConfigReader.ReadText("test.cf", $"virtual=127.0.0.1:80\n\treal=127.0.0.2:81 masq {pair}\n");
        Assert.Equal(isAccepted, read.Config is not null);
    }

    [Fact]
    public void FirewallMarksServers_KeepTheirPorts() =>
        Assert.Equal("127.0.0.2:81", Server("real=127.0.0.2:81 gate", head: "virtual=1").Destination.EndPoint.ToString());

    [Fact]
    public void IPv6Server_StandsInBrackets() =>
        Assert.Equal("[::2]:81", Server("real6=[::2]:81 masq", head: "virtual6=[::1]:80").Destination.EndPoint.ToString());

    [Fact]
    public void Range_IsOneServerForEachAddress() =>
        Assert.Equal(
            ["127.0.0.254:81", "127.0.0.255:81", "127.0.1.0:81"],
            Service("real=127.0.0.254->127.0.1.0:81 masq").RealServers.Select(server => server.EndPoint.ToString()));

    [Fact]
    public void WholeLargestRange_IsRead() => Assert.Equal(65536, Service("real=127.0.0.0->127.0.255.255 gate").RealServers.Length);

    [Theory]
    [InlineData("real=127.0.0.2:80 gate|real=127.0.0.2:80 masq 5")]
    [InlineData("real=127.0.0.2:80 gate|real=127.0.0.2:81 gate")]
    [InlineData("real=127.0.0.2:80 gate|real=127.0.0.1->127.0.0.3:80 gate")]
    public void ServerTheKernelHasAlready_IsIgnored_WithAWarning(string section)
    {
        var read = Read(FileWith(section));
        Assert.Equal(ForwardingMethod.Gate, read.Config!.VirtualServices[0].RealServers[0].Destination.Method);
        Assert.Equal(
            read.Config.VirtualServices[0].RealServers.Length,
            read.Config.VirtualServices[0].RealServers.DistinctBy(server => server.Destination.EndPoint).Count());
        Assert.Contains("is ignored: it is defined at line 2 already", Assert.Single(read.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"/a\", \"b\"", "/a", "b")]
    [InlineData("\"/a\",\"b\"", "/a", "b")]
    [InlineData("\"/a\" \"b\"", "/a", "b")]
    [InlineData("5 \"a\" \"b\" u:1", "/a", "b")]
    [InlineData("\"/a\"b\" \"c \"d\"", "/a\"b", "c \"d")]
    [InlineData("\"/a\" \"b\",\"c\"", "/a\" \"b", "c")]
    [InlineData("\"\", \"b\"", "/", "b")]
    [InlineData("", "/section", "of the section")]
    public void RequestAndReceiveOfTheLine_OverrideTheSections(string exchange, string request, string receive)
    {
        var server = Server($"request=\"section\"|receive=\"of the section\"|real=127.0.0.2:81 masq {exchange}");
        var check = Assert.IsType<HttpCheck>(server.Check);
        Assert.Equal((request, receive), (check.Request, check.Expected.Receive));
    }

    [Theory]
    [InlineData("http://127.0.0.9:99/x?y", "127.0.0.9:99", "/x?y")]
    [InlineData("http://127.0.0.9/x", "127.0.0.9:80", "/x")]
    [InlineData("http://localhost:99", "127.0.0.1:99", "/")]
    [InlineData("http://[::9]:99/x", "[::9]:99", "/x")]
    [InlineData("https://127.0.0.9:99/x", "127.0.0.2:81", "/https://127.0.0.9:99/x")]
    public void RequestThatIsAUrl_IsAskedThere(string request, string target, string path)
    {
        var check = Assert.IsType<HttpCheck>(Server($"checkport=81|real=127.0.0.2:82 masq \"{request}\", \"ok\"").Check);
        Assert.Equal((target, path, "127.0.0.2"), (check.Target.ToString(), check.Request, check.Host));
    }
}
