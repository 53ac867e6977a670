using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>watch: its values, and where it is refused.</summary>
public class WatchDirectivesTests
{
    [Theory]
    [InlineData("", "No")]
    [InlineData("watch = no", "No")]
    [InlineData("watch = connection", "Connection")]
    [InlineData("watch=connection|watch=no", "No")]
    [InlineData("watch=connection|checktype=external|checkcommand=/bin/true|real=127.0.0.2:80 masq", "Connection")]
    [InlineData("watch=connection|service=dns|protocol=tcp|real=127.0.0.2:53 masq", "Connection")]
    public void Watch_IsTheServices(string section, string mode) => Assert.Equal(Enum.Parse<WatchMode>(mode), Service(section).Watch);

    [Theory]
    [InlineData("watch=yes", "invalid watch \"yes\": expected no or connection")]
    [InlineData("watch=", "invalid watch \"\": expected no or connection")]
    [InlineData("watch=Connection", "invalid watch \"Connection\": expected connection, in lower case")]
    [InlineData("watch=connection|protocol=udp", "watch = connection in a udp service: a connection is TCP: expected watch = no")]
    [InlineData("watch=connection|service=mysql",
        "watch = connection with service = mysql: the server counts idle connections as errors, and blocks this host "
        + "(max_connect_errors): expected watch = no")]
    [InlineData("watch=connection|service=mysql|checktype=connect",
        "watch = connection with service = mysql: the server counts idle connections as errors, and blocks this host "
        + "(max_connect_errors): expected watch = no")]
    [InlineData("watch=connection|service=radius",
        "watch = connection with service = radius, whose check goes over UDP: a connection is TCP: expected watch = no")]
    [InlineData("watch=connection|checktype=on",
        "watch = connection without a check: no check could run when the connection ends: expected watch = no")]
    [InlineData("watch=connection|service=none",
        "watch = connection without a check: no check could run when the connection ends: expected watch = no")]
    [InlineData("watch=connection|checktype=ping", "watch = connection with checktype = ping: it has no port: expected watch = no")]
    public void WatchThatCannotWork_IsAnErrorWithItsPlace(string section, string message)
    {
        var error = Assert.Single(Read(FileWith(section)).Errors);
        Assert.Equal((2, 8, message), (error.Line, error.Column, error.Message)); // a tab is one column
    }

    [Fact]
    public void Watch_IsOurs()
    {
        var warning = Assert.Single(Read(FileWith("watch = connection|service=http")).Diagnostics);
        Assert.True(warning.IsPortability);
        Assert.Equal("Perl ldirectord does not know watch", warning.Message);
    }
}
