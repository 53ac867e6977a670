using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

public class AnnounceDirectiveTests
{
    private const string Real = "real = 127.0.0.2:80 masq 2|real = 127.0.0.3:80 masq 3";

    [Fact]
    public void Without_TheAddressIsLeftAlone() => Assert.Null(Service(Real).Announce);

    [Fact]
    public void Interface_HasAQuorumOfOneServer_AndTheRestIsRead()
    {
        Assert.Equal(new AnnounceSettings("dummy0"), Service(Real, "announce = dummy0 # for bird").Announce);
        Assert.Equal(
            new AnnounceSettings("lo", 2, 1, CountsWeight: true, TimeSpan.FromSeconds(30)),
            Service($"{Real}|announce = lo hold 30 hysteresis 1 quorum 2 weight").Announce);
    }

    [Fact]
    public void Section_OverridesTheFile_AndAFirewallMarkHasNoAddress()
    {
        Assert.Equal(new AnnounceSettings("dummy1"), Service($"{Real}|announce = dummy1", "announce = dummy0 quorum 2").Announce);
        Assert.Null(Service($"{Real}|announce = no", "announce = dummy0").Announce);
        Assert.Null(Service(Real, "announce = dummy0", "virtual = 7").Announce);
    }

    [Theory]
    [InlineData("announce = ", 13, "empty announce: expected an interface, as in dummy0 quorum 2, or no")]
    [InlineData("announce = dummy0/1", 13, "invalid interface \"dummy0/1\": expected the name of a network interface, 1 to 15 characters")]
    [InlineData("announce = dummy0 2", 20, "unknown word \"2\": expected quorum N [weight], hysteresis N or hold SECONDS")]
    [InlineData("announce = dummy0 weight", 20, "unknown word \"weight\"")]
    [InlineData("announce = dummy0 quorum 0", 27, "invalid quorum \"0\": expected 1..1000000")]
    [InlineData("announce = dummy0 quorum", 26, "no value after quorum: expected 1..1000000")]
    [InlineData("announce = dummy0 quorum 1 quorum 2", 29, "quorum is given twice: expected one quorum")]
    [InlineData("announce = dummy0 hold 86401", 25, "invalid hold \"86401\": expected 0..86400")]
    [InlineData("announce = dummy0 hysteresis 1", 31, "hysteresis 1 with quorum 1: expected less than the quorum, or the address")]
    [InlineData("announce = no dummy0", 16, "unknown word \"dummy0\"")]
    public void OtherValue_IsAnErrorWhereItStands(string line, int column, string message)
    {
        var error = Assert.Single(Read(FileWith($"{Real}|{line}")).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((4, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("virtual = 7", "announce = dummy0", "announce in a virtual service that is a firewall mark, which has no address")]
    [InlineData("virtual = 127.0.0.1:80", "announce = dummy0|active = vip", "announce with active = vip of the same address 127.0.0.1")]
    public void AddressThatCannotBeAnnounced_IsAnError(string head, string lines, string message)
    {
        var error = Assert.Single(Read(FileWith($"{Real}|{lines}", head: head)).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((4, 13), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("announce = dummy0 quorum 3", "the address is never announced: announce wants 3, the real servers with a weight are 2")]
    [InlineData("announce = dummy0 quorum 2 hysteresis 1", "the address is never announced: announce wants 3")]
    [InlineData("announce = dummy0 quorum 6 weight", "the address is never announced: announce wants 6, the real")]
    [InlineData("announce = dummy0|scheduler = mh|quiescent = yes", "announce with scheduler = mh: expected quiescent = yes")]
    [InlineData("announce = dummy0|scheduler = mh|schedflags = mh-fallback", "announce with scheduler = mh: expected quiescent = yes")]
    [InlineData("announce = dummy0|scheduler = mh|schedflags = mh-fallback|quiescent = yes", null)]
    [InlineData("announce = dummy0|checktype = off", "announce with checktype = off: no real server is ever up")]
    [InlineData("announce = dummy0 quorum 5 weight", null)]
    [InlineData("announce = dummy0|active = vip 192.0.2.1", null)]
    public void AddressThatIsNeverAnnounced_IsWarnedOf(string lines, string? warning)
    {
        var read = Read(FileWith($"{Real}|{lines}"));
        Assert.Empty(read.Errors);
        Assert.Equal(warning is not null, read.Diagnostics.Any(found =>
            warning is not null && found.Message.StartsWith(warning, StringComparison.Ordinal) && found is { Line: 4, Column: 13 }));
    }

    [Fact]
    public void OfTheFile_WithoutAServiceThatHasAnAddress_IsWarnedOf() => Assert.Contains(
        Read(FileWith(Real, "announce = dummy0", "virtual = 7")).Diagnostics,
        found => found.Message.StartsWith("announce has no effect: every virtual service is a firewall mark", StringComparison.Ordinal));
}
