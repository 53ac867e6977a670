using System.Net;
using Ldirectord.Config;
using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public class ConsoleConfigReaderTests
{
    [Fact]
    public void EmptyFile_ListensOnLoopbackForEveryDirectorHere()
    {
        var config = Read("# nothing\n\n");
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 9780)], config.Listen);
        Assert.Empty(config.Directors);
        Assert.Empty(config.Hosts);
        Assert.Null(config.Tls);
    }

    [Fact]
    public void EveryDirective_IsRead()
    {
        var config = Read("""
            consolelisten = 192.0.2.1:443
            consolelisten=[::1]:9780
              director = web /var/run/ldirectord.web.cf.http.sock
            director = paris https://paris.example.net:9780/directors/web/
            consolehost = LVS.example.net
            consolecertificate = /etc/ha.d/console.pem
            consolekey = /etc/ha.d/console key.pem
            """);
        Assert.Equal([IPEndPoint.Parse("192.0.2.1:443"), IPEndPoint.Parse("[::1]:9780")], config.Listen);
        Assert.Equal(
            [
                new DirectorAddress("web", "/var/run/ldirectord.web.cf.http.sock", null),
                new DirectorAddress("paris", null, "https://paris.example.net:9780/directors/web"),
            ],
            config.Directors);
        Assert.Equal(["lvs.example.net"], config.Hosts);
        Assert.Equal(new TlsFiles("/etc/ha.d/console.pem", "/etc/ha.d/console key.pem"), config.Tls);
    }

    [Theory]
    [InlineData("port = 1", 1, "unknown directive \"port\": expected one of consolelisten, director")]
    [InlineData("consolelisten", 1, "expected \"consolelisten = VALUE\"")]
    [InlineData("consolelisten = 127.0.0.1", 17, "expected ADDRESS:PORT, for example 127.0.0.1:9780 or [::1]:9780, not \"127.0.0.1\"")]
    [InlineData("consolelisten = localhost:80", 17, "expected ADDRESS:PORT")]
    [InlineData("consolelisten = ::1:9780", 17, "expected ADDRESS:PORT")]
    [InlineData("consolelisten = 127.0.0.1:0", 17, "expected ADDRESS:PORT")]
    [InlineData("director = /var/run/x.sock", 12, "expected NAME and the path of a socket")]
    [InlineData("director = a/b /var/run/x.sock", 12, "expected a director's name of letters")]
    [InlineData("director = a ftp://x", 12, "expected the path of a socket, http://HOST:PORT or https://HOST:PORT, not \"ftp://x\"")]
    [InlineData("director = a http://user@x", 12, "expected the path of a socket")]
    [InlineData("  consolehost = lvs:80", 17, "expected a host's name without a port")]
    [InlineData("consolekey = key.pem", 14, "expected the path of a file, beginning with \"/\", not \"key.pem\"")]
    [InlineData("consolekey = /key.pem", 0, "consolekey is given without consolecertificate: expected both, or none")]
    [InlineData("consolecertificate = /c.pem", 0, "consolecertificate is given without consolekey: expected both, or none")]
    public void Mistake_IsSaidWithItsPlace(string line, int column, string message)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("/etc/ha.d/console.cf", $"\n{line}\n");
        Assert.Null(config);
        Assert.Equal((Severity.Error, 2, column), (diagnostics[0].Severity, diagnostics[0].Line, diagnostics[0].Column));
        Assert.StartsWith(message, diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("director = a /x\ndirector = a /y", "the name a is taken")]
    [InlineData("consolekey = /x\nconsolekey = /y\nconsolecertificate = /z", "consolekey is given twice")]
    public void Repetition_IsAnError(string text, string message)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("console.cf", text);
        Assert.Null(config);
        Assert.Equal(2, diagnostics[0].Line);
        Assert.StartsWith(message, diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenPortWithoutTls_IsWarnedOf()
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("console.cf", "consolelisten = 0.0.0.0:9780");
        Assert.NotNull(config);
        Assert.Equal(Severity.Warning, Assert.Single(diagnostics).Severity);
    }

    [Fact]
    public void HostileText_IsShownWithoutControlCharacters()
    {
        var (_, diagnostics) = ConsoleConfigReader.Read("console.cf", $"\u001b[2J{new string('x', 5000)} = 1");
        Assert.DoesNotContain('\u001b', diagnostics[0].Message);
        Assert.True(diagnostics[0].Message.Length < 300);
    }

    [Fact]
    public void MissingFile_IsAnEmptyOneOnlyIfItNeedNotExist()
    {
        using var folder = new TemporaryFolder();
        Assert.NotNull(ConsoleConfigReader.ReadFile(folder.Path("console.cf"), mustExist: false).Config);
        Assert.Null(ConsoleConfigReader.ReadFile(folder.Path("console.cf"), mustExist: true).Config);
        Assert.Null(ConsoleConfigReader.ReadFile(folder.FullName, mustExist: false).Config);
    }

    private static ConsoleConfig Read(string text)
    {
        var (config, diagnostics) = ConsoleConfigReader.Read("/etc/ha.d/console.cf", text);
        Assert.Empty(diagnostics);
        return config!;
    }
}
