using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class MaintenanceNameTests
{
    public static TheoryData<string, string, string?, bool> Names => new()
    {
        { "10.0.0.1", "10.0.0.1", null, false },
        { "[2001:db8::1]:80", "[2001:db8::1]:80", null, false },
        { "web1:80@tcp:10.0.0.1:80", "web1:80", "tcp:10.0.0.1:80", false },
        { "10.0.0.2+weight", "10.0.0.2", null, true },
        { "10.0.0.2:80@fwm:1+weight", "10.0.0.2:80", "fwm:1", true },
    };

    [Theory, MemberData(nameof(Names))]
    public void Name_IsReadAndWritten(string file, string server, string? service, bool isWeight)
    {
        var name = MaintenanceName.Parse(file);
        Assert.Equal(new MaintenanceName(server, service, isWeight), name);
        Assert.Equal(file, name!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".10.0.0.1.swp")]
    [InlineData("..")]
    [InlineData("../10.0.0.1")]
    [InlineData("a/b")]
    [InlineData("web1\n")]
    [InlineData("web 1")]
    [InlineData("web1@")]
    [InlineData("@fwm:1")]
    [InlineData("web1@fwm:1@fwm:2")]
    [InlineData("+weight")]
    [InlineData("web1+weights")]
    public void OtherNames_AreNone(string file) => Assert.Null(MaintenanceName.Parse(file));

    [Fact]
    public void NameLongerThanAFileNameMayBe_IsNone()
    {
        Assert.NotNull(MaintenanceName.Parse(new string('a', 255)));
        Assert.Null(MaintenanceName.Parse(new string('a', 256)));
    }
}
