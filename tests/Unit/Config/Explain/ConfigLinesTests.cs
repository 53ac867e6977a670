using System.Net;
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

public sealed class ConfigLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LinesOfTheServer_AreShownWithTheirNumbers_AndSecretsMasked()
    {
        var path = _folder.Write("web.cf", """
            checktimeout = 3
            checkinterval = 5
            logfile = "/dev/null"

            virtual = 10.0.0.1:80
                    real = 10.0.0.2:80 gate
                    real = 10.0.0.3:80 gate
                    checktype = negotiate
                    service = http
                    checkinterval = 7
                    request = "/health?token=hunter22"
                    httpheader = "X-Key: opensesame"
            virtual = 10.0.0.9:25
                    real = 10.0.0.2->10.0.0.4:25 masq
                    checktype = negotiate
                    service = smtp
                    login = "u"
                    passwd = "geheim-77"
            """);
        var config = ConfigReader.ReadFile(path).Config!;
        var (web, mail) = (config.VirtualServices[0], config.VirtualServices[1]);
        Assert.Equal(
            [
                "1 checktimeout = 3", "5 virtual = 10.0.0.1:80", "7 real = 10.0.0.3:80 gate", "8 checktype = negotiate", "9 service = http",
                "10 checkinterval = 7", "11 request = \"/health?***\"", "12 httpheader = \"X-Key: ***",
            ],
            ConfigLines.Of(config, web, web.RealServers[1])!.Value.Select(line => $"{line.Number} {line.Text}"));
        Assert.Equal(
            [
                "1 checktimeout = 3", "2 checkinterval = 5", "13 virtual = 10.0.0.9:25", "14 real = 10.0.0.2->10.0.0.4:25 masq",
                "15 checktype = negotiate", "16 service = smtp", "17 login = \"u\"", "18 passwd = ***",
            ],
            ConfigLines.Of(config, mail, mail.RealServers[2])!.Value.Select(line => $"{line.Number} {line.Text}"));

        File.AppendAllText(path, "# another content\n");
        Assert.Null(ConfigLines.Of(config, web, web.RealServers[0]));
        File.Delete(path);
        Assert.Null(ConfigLines.Of(config, web, web.RealServers[0]));
    }

    [Fact]
    public void LineWithResolve_IsThatOfItsServersAlone()
    {
        var path = _folder.Write("names.cf", "virtual = 10.0.0.1:80\n\treal = localhost:80 gate resolve\n\treal = 10.0.0.3:80 gate\n");
        var config = ConfigReader.ReadFile(path).Config!;
        var service = config.VirtualServices[0];
        Assert.Equal([[1, 2], [1, 3]], service.RealServers.Select(
            server => ConfigLines.Of(config, service, server)!.Value.Select(line => line.Number).ToArray()));
    }

    [Theory]
    [InlineData("10.0.0.2:80 gate", true)]
    [InlineData("10.0.0.2 gate", true)]
    [InlineData("10.0.0.2:http gate 5", true)]
    [InlineData("10.0.0.2:81 gate", false)]
    [InlineData("10.0.0.22:80 gate", false)]
    [InlineData("10.0.0.1->10.0.0.3:80 masq", true)]
    [InlineData("10.0.0.3->10.0.0.9:80 masq", false)]
    [InlineData("web1:80 gate", null)]
    [InlineData("[2001:db8::2]:80 gate", false)]
    public void RealLine_CoversItsServers(string value, bool? expected) =>
        Assert.Equal(expected, RealAddress.Covers(value, IPEndPoint.Parse("10.0.0.2:80")));

    [Theory]
    [InlineData("[2001:db8::2]:80 masq")]
    [InlineData("[2001:db8::1]->[2001:db8::5]:80 masq")]
    public void RealLineOfIPv6_CoversItsServers(string value) =>
        Assert.True(RealAddress.Covers(value, IPEndPoint.Parse("[2001:db8::2]:80")));
}
