using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Ports of real servers that clients never reach.</summary>
public class PortWarningsTests
{
    [Theory]
    [InlineData("real=127.0.0.2:8080 gate",
        "2:7 gate cannot change ports: clients reach port 80 of the real server, and port 8080 is only checked: expected port 80, with "
        + "checkport = 8080 if that is meant, or masq")]
    [InlineData("real=127.0.0.2->127.0.0.9:8080 ipip",
        "2:7 ipip cannot change ports: clients reach port 80 of the real server, and port 8080 is only checked: expected port 80, with "
        + "checkport = 8080 if that is meant, or masq")]
    [InlineData("real=127.0.0.2:80 gate", "")]
    [InlineData("real=127.0.0.2 gate", "")]
    [InlineData("real=127.0.0.2:8080 masq", "")]
    [InlineData("checkport=8080|real=127.0.0.2:80 gate", "")]
    public void PortThatClientsNeverReach_IsAWarning(string section, string said) => Assert.Equal(
        said.Length == 0 ? [] : [said],
        Read(FileWith(section)).Diagnostics.Select(one => $"{one.Line}:{one.Column} {one.Message}"));

    [Fact]
    public void FirewallMark_HasNoPort() => Assert.Empty(
        Read("virtual=3\n\treal=127.0.0.2:8080 gate\n\tservice=http\n").Diagnostics);
}
