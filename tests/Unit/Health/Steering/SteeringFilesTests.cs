using System.Collections.Immutable;
using System.Net;
using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class SteeringFilesTests
{
    private static readonly NamedServer s_web = Server("10.0.0.2:80", "tcp:10.0.0.1:80");
    private static readonly NamedServer s_tls = Server("10.0.0.2:443", "tcp:10.0.0.1:443");
    private static readonly NamedServer s_other = Server("10.0.0.3:80", "tcp:10.0.0.1:80");

    [Theory]
    [InlineData("10.0.0.2", false, false, "10.0.0.2")]
    [InlineData("10.0.0.2:80", false, false, "10.0.0.2:80")]
    [InlineData("10.0.0.2:80", false, true, "10.0.0.2:80+weight")]
    [InlineData("10.0.0.2", true, false, "10.0.0.2@tcp:10.0.0.1:80 10.0.0.2@tcp:10.0.0.1:443")]
    [InlineData("10.0.0.2:80", true, true, "10.0.0.2:80@tcp:10.0.0.1:80+weight 10.0.0.2:80@tcp:10.0.0.1:443+weight")]
    public void FilesAreNamedAfterTheServer_AndItsServiceIfOneWasNamed(string named, bool isOneService, bool isWeight, string files) =>
        Assert.Equal(files, string.Join(' ', SteeringFiles.ToWrite([s_web, s_tls], ServerName.Parse(named)!, isOneService, isWeight)));

    [Fact]
    public void ServerOfIpv6_IsNamedInBrackets() =>
        Assert.Equal(
            "[2001:db8::2]:80",
            Assert.Single(SteeringFiles.ToWrite(
                [Server("[2001:db8::2]:80", "fwm6:1")], ServerName.Parse("[2001:db8::2]:80")!, false, false)).ToString());

    [Theory]
    [InlineData("10.0.0.2 10.0.0.2:80 10.0.0.2:443 web1 10.0.0.2:80@tcp:10.0.0.1:80 10.0.0.3 10.0.0.2+weight .x README",
        "10.0.0.2 10.0.0.2:443 10.0.0.2:80 10.0.0.2:80@tcp:10.0.0.1:80 web1")]
    [InlineData("10.0.0.2:9999 10.0.0.2@tcp:10.9.9.9:1 10.0.0.22 10.0.0.2:9999+weight", "10.0.0.2:9999 10.0.0.2@tcp:10.9.9.9:1")]
    [InlineData("10.0.0.3 10.0.0.3:80", "")]
    public void WholeHost_IsFreedOfEveryFileThatNamesIt(string files, string removed) =>
        Assert.Equal((removed, ""), Removed(files, [s_web, s_tls], [s_other], isWholeHost: true));

    [Theory]
    [InlineData("10.0.0.2:80 10.0.0.3", "10.0.0.2:80", "")]
    [InlineData("10.0.0.2:80 10.0.0.2", "10.0.0.2:80", "10.0.0.2")]
    [InlineData("web1", "", "web1")]
    [InlineData("web1:80", "web1:80", "")]
    [InlineData("10.0.0.2:443", "", "")]
    public void FileThatNamesMoreThanOnePort_IsTooWideForThatPort(string files, string removed, string wide) =>
        Assert.Equal((removed, wide), Removed(files, [s_web], [s_tls, s_other], isWholeHost: false));

    [Fact]
    public void WeightFile_IsNoMaintenance_AndTheOtherWayRound()
    {
        var files = ImmutableHashSet.Create("10.0.0.2:80", "10.0.0.2:80+weight");
        Assert.Equal(["10.0.0.2:80+weight"], SteeringFiles.ToRemove(files, [s_web], [], false, isWeight: true).Removed);
        Assert.Equal(["10.0.0.2:80"], SteeringFiles.ToRemove(files, [s_web], [], false, isWeight: false).Removed);
    }

    private static (string Removed, string TooWide) Removed(
        string files, NamedServer[] asked, NamedServer[] others, bool isWholeHost)
    {
        var (removed, wide) = SteeringFiles.ToRemove(files.Split(' ').ToImmutableHashSet(), asked, others, isWholeHost, isWeight: false);
        return (string.Join(' ', removed), string.Join(' ', wide));
    }

    private static NamedServer Server(string endPoint, string service)
    {
        var at = IPEndPoint.Parse(endPoint);
        return new NamedServer(at, at.Address.Equals(IPAddress.Parse("10.0.0.2")) ? "web1.example.org" : null, service);
    }
}
