using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class PopCheckTests
{
    [Fact]
    public async Task WithoutALogin_TheGreetingIsEnough()
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, "+OK ready <1.2@example>\r\n");

            Assert.Equal(Outcome.Passed("+OK ready <1.2@example>"), await Probing.RunAsync(Check(server.EndPoint) with { Login = "" }));

            await Eventually.EqualAsync("QUIT\r\n", () => string.Join('|', server.Requests));
        }
    }

    [Fact]
    public async Task Login_IsByUserAndPass()
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, "+OK\r\n", "+OK\r\n", "+OK 2 messages\r\n");

            Assert.Equal(Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint)));

            await Eventually.EqualAsync("USER mrose\r\n|PASS tan staaf\r\n|QUIT\r\n", () => string.Join('|', server.Requests));
        }
    }

    // The example of RFC 1939 section 7.
    [Theory]
    [InlineData("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n|QUIT\r\n", "+OK maildrop has 1 message (369 octets)\r\n")]
    [InlineData("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n|USER mrose\r\n|PASS tanstaaf\r\n|QUIT\r\n", "-ERR permission denied\r\n",
        "+OK\r\n", "+OK\r\n")]
    public async Task Login_IsByApopWhereItIsOffered(string said, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(["+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n", .. texts]);

        Assert.Equal(Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint) with { Password = "tanstaaf" }));

        await Eventually.EqualAsync(said, () => string.Join('|', server.Requests));
    }

    [Theory]
    [InlineData("the POP3 greeting is a refusal: -ERR [SYS/TEMP] come again", "-ERR [SYS/TEMP] come again\r\n")]
    [InlineData("the POP3 greeting is a refusal: -ERR", "-ERR\r\n")]
    [InlineData("the greeting is not POP3: it begins with \"+OKAY\"", "+OKAY\r\n")]
    [InlineData("the greeting is not POP3: it begins with \"* OK IMAP\"", "* OK IMAP\r\n")]
    [InlineData("POP3 USER was refused: -ERR who?", "+OK\r\n", "-ERR who?\r\n")]
    [InlineData("POP3 PASS was refused: -ERR [AUTH] no", "+OK\r\n", "+OK\r\n", "-ERR [AUTH] no\r\n")]
    [InlineData("POP3 PASS was refused: -ERR no", "+OK <a@b>\r\n", "-ERR not so\r\n", "+OK\r\n", "-ERR no\r\n")]
    public async Task BadDialogue_IsDownAndSaysWhy(string reason, params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Fact]
    public void Kind_IsTheServices()
    {
        var check = Check(new IPEndPoint(IPAddress.Loopback, 110));

        Assert.Equal("pop", check.Kind);
        Assert.Equal("pop", (check with { Tls = new(TlsStart.OnCommand) }).Kind);
        Assert.Equal("pops", (check with { Tls = new(TlsStart.AtOnce) }).Kind);
    }

    private static PopCheck Check(IPEndPoint target) => new(target, Probing.Ample, TlsSettings.None, "mrose", "tan staaf");
}
