using System.Net;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class MaintenanceFilesTests
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.0.0.1"), 80);

    [Theory]
    [InlineData("10.0.0.1:80", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("web1.example.org:80", true)]
    [InlineData("web1.example.org", true)]
    [InlineData("web1:80", true)]
    [InlineData("web1", true)]
    [InlineData("10.0.0.1:80@tcp:192.0.2.1:80", true)]
    [InlineData("10.0.0.1@192.0.2.1:80", true)]
    [InlineData("web1@tcp:192.0.2.1:80", true)]
    [InlineData("10.0.0.1:80@tcp:192.0.2.1:81", false)]
    [InlineData("10.0.0.1:80@udp:192.0.2.1:80", false)]
    [InlineData("10.0.0.1:80+weight", false)]
    [InlineData("10.0.0.1:81", false)]
    [InlineData("10.0.0.10", false)]
    [InlineData("web1:8", false)]
    [InlineData("web", false)]
    public void FileNamedAfterAServer_TakesItOut(string file, bool expected) =>
        Assert.Equal(expected, MaintenanceFiles.Find(s_server, "web1.example.org", "tcp:192.0.2.1:80", file.Equals) is not null);

    [Theory]
    [InlineData("[2001:db8::1]:80", true)]
    [InlineData("[2001:db8::1]", true)]
    [InlineData("[2001:db8::1]:80@fwm6:3", true)]
    [InlineData("[2001:db8::1]:80@fwm:3", false)]
    [InlineData("2001:db8::1", false)]
    public void Ipv6Address_IsWrittenInBrackets(string file, bool expected) =>
        Assert.Equal(
            expected, MaintenanceFiles.Find(new(IPAddress.Parse("2001:db8::1"), 80), null, "fwm6:3", file.Equals) is not null);

    [Fact]
    public void OfSeveralFiles_TheMostSpecialCounts()
    {
        string[] mostSpecialFirst =
        [
            "10.0.0.1:80@tcp:192.0.2.1:80", "web1.example.org:80@tcp:192.0.2.1:80", "web1:80@tcp:192.0.2.1:80",
            "10.0.0.1@tcp:192.0.2.1:80", "web1@tcp:192.0.2.1:80", "10.0.0.1:80@192.0.2.1:80", "web1@192.0.2.1:80",
            "10.0.0.1:80", "web1.example.org:80", "web1:80", "10.0.0.1", "web1.example.org", "web1",
        ];
        for (var first = 0; first < mostSpecialFirst.Length; first++)
        {
            var there = mostSpecialFirst[first..].ToHashSet();
            Assert.Equal(
                mostSpecialFirst[first], MaintenanceFiles.Find(s_server, "web1.example.org", "tcp:192.0.2.1:80", there.Contains));
        }
    }

    [Theory]
    [InlineData("10.0.0.1:80+weight", true)]
    [InlineData("10.0.0.1@tcp:192.0.2.1:80+weight", true)]
    [InlineData("10.0.0.1:80", false)]
    public void Weight_HasAFileOfItsOwn(string file, bool expected) =>
        Assert.Equal(
            expected, MaintenanceFiles.Find(s_server, null, "tcp:192.0.2.1:80", file.Equals, isWeight: true) is not null);
}
