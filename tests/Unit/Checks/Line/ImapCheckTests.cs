using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class ImapCheckTests
{
    [Theory]
    [InlineData("* OK ready")]
    [InlineData("* OK")]
    [InlineData("* ok [CAPABILITY IMAP4rev1] ready")]
    [InlineData("* PREAUTH welcome")]
    public async Task WithoutALogin_TheGreetingIsEnough(string greeting)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, $"{greeting}\r\n");

            Assert.Equal(Outcome.Passed(greeting), await Probing.RunAsync(Check(server.EndPoint) with { Login = "" }));

            await Eventually.EqualAsync("a3 LOGOUT\r\n", () => string.Join('|', server.Requests));
        }
    }

    [Fact]
    public async Task GreetedWithPreauth_OneIsInAlready()
    {
        await using var server = ScriptedLineServer.Saying("* PREAUTH welcome\r\n");

        Assert.Equal(Outcome.Passed("* PREAUTH welcome"), await Probing.RunAsync(Check(server.EndPoint)));

        await Eventually.EqualAsync("a3 LOGOUT\r\n", () => string.Join('|', server.Requests));
    }

    [Theory]
    [InlineData("me", "secret", "a2 LOGIN \"me\" \"secret\"\r\n", "* CAPABILITY IMAP4rev1\r\n* OK a20 is not it\r\na2 OK in\r\n")]
    [InlineData("me", "", "a2 LOGIN \"me\" \"\"\r\n", "A2 ok\r\n")]
    [InlineData("a b", "q\"\\c", "a2 LOGIN \"a b\" \"q\\\"\\\\c\"\r\n", "a2 OK in\r\n")]
    [InlineData("me", "\u00C3\u00A9t\u00C3\u00A9", "a2 LOGIN \"me\" {5}\r\n|\u00C3\u00A9t\u00C3\u00A9\r\n", "+\r\n", "a2 OK in\r\n")]
    [InlineData("\u00E9", "x\ty", "a2 LOGIN {1}\r\n|\u00E9 {3}\r\n|x\ty\r\n", "+ go on\r\n", "* 1 EXISTS\r\n+ go on\r\n", "a2 OK in\r\n")]
    [InlineData("\u00E9", "xy", "a2 LOGIN {1}\r\n|\u00E9 \"xy\"\r\n", "+ go on\r\n", "a2 OK in\r\n")]
    public async Task Login_IsQuotedAsTheServerReadsIt(string login, string password, string said, params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, ["* OK ready\r\n", .. texts]);

            Assert.Equal(
                Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint) with { Login = login, Password = password }));

            await Eventually.EqualAsync($"{said}|a3 LOGOUT\r\n", () => string.Join('|', server.Requests));
        }
    }

    [Theory]
    [InlineData("the IMAP greeting is a refusal: * BYE too busy", "* BYE too busy\r\n")]
    [InlineData("the greeting is not IMAP: it begins with \"* OKAY\"", "* OKAY\r\n")]
    [InlineData("the greeting is not IMAP: it begins with \"* NO\"", "* NO\r\n")]
    [InlineData("the greeting is not IMAP: it begins with \"+OK POP3\"", "+OK POP3\r\n")]
    [InlineData("IMAP LOGIN was refused: NO [AUTHENTICATIONFAILED] no", "* OK\r\n", "* 1 EXISTS\r\na2 NO [AUTHENTICATIONFAILED] no\r\n")]
    [InlineData("IMAP LOGIN was refused: BAD what?", "* OK\r\n", "a2 BAD what?\r\n")]
    [InlineData("IMAP LOGIN was refused: * BYE no more", "* OK\r\n", "* BYE no more\r\n")]
    public async Task BadDialogue_IsDownAndSaysWhy(string reason, params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Fact]
    public async Task RefusedLiteral_IsDown()
    {
        await using var server = ScriptedLineServer.Saying("* OK\r\n", "a2 BAD no literals here\r\n");

        Assert.Equal(
            Outcome.Bad("IMAP LOGIN was refused: BAD no literals here"),
            await Probing.RunAsync(Check(server.EndPoint) with { Password = "\u00E9" }));
    }

    [Fact]
    public void Kind_IsTheServices()
    {
        var check = Check(new IPEndPoint(IPAddress.Loopback, 143));

        Assert.Equal("imap", check.Kind);
        Assert.Equal("imap", (check with { Tls = new(TlsStart.OnCommand) }).Kind);
        Assert.Equal("imaps", (check with { Tls = new(TlsStart.AtOnce) }).Kind);
    }

    private static ImapCheck Check(IPEndPoint target) => new(target, Probing.Ample, TlsSettings.None, "me", "secret");
}
