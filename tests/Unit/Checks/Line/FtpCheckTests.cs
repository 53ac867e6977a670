using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class FtpCheckTests
{
    private static readonly string[] s_in = ["220 ready\r\n", "331 password?\r\n", "230 in\r\n", "250 there\r\n"];

    [Theory]
    [InlineData("220 a\r\n", "331 b\r\n", "230 c\r\n", "250 d\r\n")]
    [InlineData("220 a\r\n", "331 b\r\n", "202 c\r\n", "200 d\r\n")]
    [InlineData("120 soon\r\n120 soon\r\n220-a\r\n220 is said in the middle\r\n", "331 b\r\n", "230 c\r\n", "250 d\r\n")]
    [InlineData("220-a\r\nfree text\r\n 220 indented\r\n2200 more\r\n221 other\r\n220-b\r\n220 c\r\n", "331-b\r\n331 c\r\n",
        "230-c\r\n\r\n230 d\r\n", "250 d\r\n")]
    public async Task GoodLogin_IsUp_HoweverFragmented(params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint)));

            await Eventually.EqualAsync("USER me\r\n|PASS secret\r\n|CWD /\r\n|QUIT\r\n", () => string.Join('|', server.Requests));
        }
    }

    [Fact]
    public async Task UserWhoNeedsNoPassword_IsIn()
    {
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "230 in\r\n", "250 there\r\n");

        Assert.Equal(Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Theory]
    [InlineData("the FTP greeting is a refusal: 421 too many", "421 too many\r\n")]
    [InlineData("the FTP greeting is a refusal: 530 not you", "120 soon\r\n530 not you\r\n")]
    [InlineData("FTP USER was refused: 530 who?", "220 a\r\n", "530 who?\r\n")]
    [InlineData("FTP PASS was refused: 530 no", "220 a\r\n", "331 b\r\n", "530 no\r\n")]
    [InlineData("FTP PASS was refused: 332 account?", "220 a\r\n", "331 b\r\n", "332 account?\r\n")]
    [InlineData("FTP CWD was refused: 550 no", "220 a\r\n", "331 b\r\n", "230 c\r\n", "550 no\r\n")]
    public async Task BadLogin_IsDownAndSaysWhy(string reason, params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Theory]
    [InlineData(true, "", "", "530 no\r\n")]
    [InlineData(true, "/", "", "331 b\r\n", "550 TLS first\r\n")]
    [InlineData(false, "", "", "421 closing\r\n")]
    [InlineData(false, "", "ok", "530 no\r\n")]
    [InlineData(false, "/file", "", "530 no\r\n")]
    public async Task ServerWithoutAnonymousUsers_IsUpIfNothingIsAskedOfIt(bool up, string request, string receive, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(["220 a\r\n", .. texts]);

        var result = await Probing.RunAsync(Check(server.EndPoint)
            with
        { Login = "anonymous", Request = request, Expected = new(receive) });

        Assert.Equal(up, result.IsUp);
    }

    [Theory]
    [InlineData("It works\n", "^It works$", null)]
    [InlineData("", "", null)]
    [InlineData("", "^$", null)]
    [InlineData("Sorry\n", "^It works$", "the file does not match /^It works$/")]
    public async Task File_IsFetchedAndMatched_FromTheServersOwnAddress(string content, string receive, string? reason)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            await using var data = new ScriptedServer(peer => peer.SendAsync(content), address);
            await using var server = Serving(data.EndPoint, "150 here it comes\r\n226 that was it\r\n");

            var result = await Probing.RunAsync(Check(server.EndPoint) with { Request = "index.html", Expected = new(receive) });

            Assert.Equal(reason is null ? Outcome.Passed("the file came") : Outcome.Bad(reason), result);
            await Eventually.EqualAsync(
                $"USER me\r\n|PASS secret\r\n|CWD /\r\n|TYPE I\r\n|{(address.Equals(IPAddress.Loopback) ? "PASV" : "EPSV")}\r\n"
                    + "|RETR /index.html\r\n|QUIT\r\n",
                () => string.Join('|', server.Requests));
        }
    }

    [Fact]
    public async Task LargeFile_IsUp_AndOnlyItsBeginningIsMatched()
    {
        await using var data = new ScriptedServer(async peer =>
        {
            for (var i = 0; i < 80; i++)
                await peer.SendAsync(new string('x', 1 << 16));
            await peer.SendAsync("end");
        });
        await using var server = Serving(data.EndPoint, "150 here it comes\r\n226 that was it\r\n");
        var check = Check(server.EndPoint) with { Request = "/large", Expected = new("^x{1000}") };

        Assert.Equal(Outcome.Passed("the file came"), await Probing.RunAsync(check));
        await using var again = Serving(data.EndPoint, "150 here it comes\r\n226 that was it\r\n");
        Assert.Equal(
            Outcome.Bad("the file does not match /end/"),
            await Probing.RunAsync(check with { Target = again.EndPoint, Expected = new("end") }));
    }

    [Theory]
    [InlineData("FTP RETR was refused: 550 no such file", "550 no such file\r\n")]
    [InlineData("FTP RETR was refused: 426 broken off", "150 here it comes\r\n426 broken off\r\n")]
    [InlineData("FTP RETR was refused: 451 disk error", "150 here it comes\r\n451-disk error\r\n451 sorry\r\n")]
    public async Task FileThatDoesNotCome_IsDown(string reason, string answer)
    {
        await using var data = new ScriptedServer(peer => peer.SendAsync("It w"));
        await using var server = Serving(data.EndPoint, answer);

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint) with { Request = "/index.html" }));
    }

    [Fact]
    public async Task EndlessFile_IsDownAtTheDeadline()
    {
        long sent = 0;
        await using var data = new ScriptedServer(async peer =>
        {
            for (; ; Interlocked.Add(ref sent, 65536))
                await peer.SendAsync(new byte[65536]);
        });
        await using var server = Serving(data.EndPoint, "150 here it comes\r\n");

        var result = await Probing.RunPastDeadlineAsync(
            Check(server.EndPoint) with { Request = "/endless", Expected = new("x") }, () => Interlocked.Read(ref sent) > 8 << 20);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
        Assert.Matches("^[0-9]+ bytes of the file came, but its end did not within 60 s$", result.Detail);
    }

    [Fact]
    public async Task PortThatRefuses_IsDown()
    {
        using var port = ScriptedServer.Refusing(out var nobody);
        await using var server = Serving(nobody, "150 here it comes\r\n");

        Assert.Equal(
            Outcome.Bad($"cannot open the data connection to port {nobody.Port}: connection refused"),
            await Probing.RunAsync(Check(server.EndPoint) with { Request = "/index.html" }));
    }

    [Fact]
    public async Task PortThatIsSilent_IsDownAtTheDeadline()
    {
        using var silent = new SilentListener();
        await using var server = Serving(silent.EndPoint, "150 here it comes\r\n");

        Assert.Equal(
            new(CheckStatus.TimedOut, $"no answer on the data connection to port {silent.EndPoint.Port} within 60 s"),
            await Probing.RunPastDeadlineAsync(Check(server.EndPoint) with { Request = "/index.html" }, () => silent.Connecting > 0));
    }

    [Theory]
    [InlineData("Entering Passive Mode (10,0,0,1,195,80)", 50000)]
    [InlineData("Entering Passive Mode (10,0,0,1,195,80).", 50000)]
    [InlineData("Entering Passive Mode 10,0,0,1,195,80", 50000)]
    [InlineData("=10,0,0,1,0,21", 21)]
    [InlineData("Entering Extended Passive Mode (|||50000|)", 50000)]
    [InlineData("Extended Passive Mode OK (|||50000|).", 50000)]
    [InlineData("(10,0,0,1,256,0)", null)]
    [InlineData("(10,0,0,1,0,0)", null)]
    [InlineData("(10,0,0,1,-1,80)", null)]
    [InlineData("(10,0,0,1,195)", null)]
    [InlineData("(|||0|)", null)]
    [InlineData("(|||65536|)", null)]
    [InlineData("(|||", null)]
    [InlineData("", null)]
    public void Port_IsReadFromThePassiveAnswer(string text, int? port) => Assert.Equal(port, FtpCheck.PortOf(text));

    [Fact]
    public async Task PassiveAnswerWithoutAPort_IsDown()
    {
        await using var server = ScriptedLineServer.Saying([.. s_in, "200 binary\r\n", "227 somewhere\r\n"]);

        Assert.Equal(
            Outcome.Bad("the answer to PASV names no port: 227 somewhere"),
            await Probing.RunAsync(Check(server.EndPoint) with { Request = "/index.html" }));
    }

    /// <summary>
    /// An FTP server whose files come from <paramref name="data"/>, and that names the port there, with an address that is not its own.
    /// </summary>
    private static ScriptedServer Serving(IPEndPoint data, string answer)
    {
        string[] texts =
        [
            .. s_in,
            "200 binary\r\n",
            data.Address.Equals(IPAddress.IPv6Loopback) ? $"229 Entering Extended Passive Mode (|||{data.Port}|)\r\n"
                : $"227 Entering Passive Mode (192,0,2,1,{data.Port / 256},{data.Port % 256})\r\n",
            answer,
        ];
        return new ScriptedServer(
            async peer =>
            {
                foreach (var text in texts)
                {
                    await peer.SendAsync(text);
                    await peer.ReceiveSomeAsync();
                }

                await peer.HangAsync();
            },
            data.Address);
    }

    private static FtpCheck Check(IPEndPoint target) => new(target, Probing.Ample, "me", "secret", "", new(""));
}
