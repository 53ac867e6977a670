using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What is said of files whose clients would be refused, or stay with a dead server.</summary>
public class WeightZeroWarningsTests
{
    private const string NoClients =
        "2: a real server of weight 0 gets no new clients and does not count as up: if no other server is up, the fallback serves";

    [Theory]
    [InlineData("real=127.0.0.2:80 masq 0|scheduler=wrr", NoClients)]
    [InlineData("real=127.0.0.2->127.0.0.5:80 masq 0|real=127.0.0.6:80 masq", NoClients)]
    [InlineData("real=127.0.0.2:80 masq 0|scheduler=sh",
        NoClients,
        "2: scheduler = sh refuses the clients that are hashed to a server of weight 0: "
        + "expected schedflags = sh-fallback, or a weight from 1")]
    [InlineData("real=127.0.0.2:80 masq 0|scheduler=mh|schedflags=mh-fallback", NoClients)]
    [InlineData("real=127.0.0.2:80 masq|scheduler=mh|quiescent=yes",
        "1: scheduler = mh refuses the clients of a failed server, which quiescent = yes keeps at weight 0: expected schedflags = "
        + "mh-fallback, or quiescent = no")]
    [InlineData("real=127.0.0.2:80 masq|scheduler=dh|quiescent=yes",
        "1: scheduler = dh refuses the clients of a failed server, which quiescent = yes keeps at weight 0: expected quiescent = no")]
    [InlineData("real=127.0.0.2:80 masq|scheduler=sh|schedflags=sh-port|quiescent=yes",
        "1: scheduler = sh refuses the clients of a failed server, which quiescent = yes keeps at weight 0: expected schedflags = "
        + "sh-fallback, or quiescent = no")]
    [InlineData("real=127.0.0.2:80 masq|scheduler=sh|schedflags=sh-fallback,sh-port|quiescent=yes")]
    [InlineData("real=127.0.0.2:80 masq|scheduler=sh")]
    [InlineData("real=127.0.0.2:80 masq|scheduler=wlc|quiescent=yes")]
    [InlineData("real=127.0.0.2:80 masq|protocol=udp|checktype=on|quiescent=yes",
        "1: with quiescent = yes a udp client that does not pause stays with a failed server, whatever the kernel's settings are: "
        + "expected quiescent = no")]
    [InlineData("real=127.0.0.2:80 gate|protocol=udp|checktype=on|ops=yes|quiescent=yes")]
    [InlineData("real=127.0.0.2:80 masq 0|scheduler=sh|quiescent=yes|checktype=off")]
    public void File_IsWarnedOf(string section, params string[] warnings) => Assert.Equal(warnings, Warnings(section, ""));

    [Fact]
    public void GlobalQuiescent_CountsUnlessTheSectionOverridesIt()
    {
        Assert.Single(Warnings("real=127.0.0.2:80 masq|scheduler=sh", "quiescent=yes"));
        Assert.Empty(Warnings("real=127.0.0.2:80 masq|scheduler=sh|quiescent=no", "quiescent=yes"));
    }

    [Fact]
    public void KernelsettingsLeave_SaysNothingOfTheKernel() =>
        Assert.Equal([
            "3: a real server of weight 0 gets no new clients and does not count as up: if no other server is up, the fallback serves"],
            Warnings("real=127.0.0.2:80 masq 0|scheduler=sh|quiescent=yes|protocol=udp|checktype=on", "kernelsettings=leave"));

    private static IEnumerable<string> Warnings(string section, string global) =>
        Read(FileWith(section, global)).Diagnostics.Where(found => !found.IsPortability).Select(found => $"{found.Line}: {found.Message}");
}
