using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class SmtpCheckTests
{
    [Theory]
    [InlineData("220 a\r\n", "250 b\r\n")]
    [InlineData("220-a\r\n220-b\r\n220 c\r\n", "250-b\r\n250-PIPELINING\r\n250 HELP\r\n")]
    [InlineData("220\n", "250\n")]
    [InlineData("250 odd\r\n", "251 odd\r\n")]
    [InlineData("220 a\r\n", "502 what?\r\n", "250 b\r\n")]
    [InlineData("220 a\r\n", "550-no\r\n550 EHLO\r\n", "250-b\r\n250 c\r\n")]
    public async Task GoodDialogue_IsUp_HoweverFragmented(params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Passed(Code(texts[0])), await Probing.RunAsync(Check(server.EndPoint)));
        }

        static string Code(string greeting) => greeting.Split('\r', '\n')[0].Replace('-', ' ');
    }

    [Theory]
    [InlineData("the SMTP greeting is a refusal: 554 no service", "554 no service\r\n")]
    [InlineData("the SMTP greeting is a refusal: 421 too busy", "421-too busy\r\n421 come again\r\n")]
    [InlineData("the SMTP greeting is a refusal: 354 go on", "354 go on\r\n")]
    [InlineData("SMTP EHLO was refused: 421 closing", "220 a\r\n", "421 closing\r\n")]
    [InlineData("SMTP HELO was refused: 550 who are you?", "220 a\r\n", "500 what?\r\n", "550 who are you?\r\n")]
    [InlineData("the answer to EHLO is not SMTP: it begins with \"HTTP/1.1 400 Bad Request\"", "220 a\r\n", "HTTP/1.1 400 Bad Request\r\n")]
    public async Task BadDialogue_IsDownAndSaysWhy(string reason, params string[] texts)
    {
        foreach (var cut in ScriptedLineServer.Cuts)
        {
            await using var server = ScriptedLineServer.Saying(cut, texts);

            Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint)));
        }
    }

    [Fact]
    public async Task Commands_AreWhatServersExpect_AndTheLastIsQuit()
    {
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "500 what?\r\n", "250 b\r\n");

        Assert.True((await Probing.RunAsync(Check(server.EndPoint))).IsUp);

        await Eventually.EqualAsync(
            "EHLO localhost.localdomain\r\n|HELO localhost.localdomain\r\n|QUIT\r\n", () => string.Join('|', server.Requests));
    }

    [Fact]
    public async Task Helo_IsTheNameInBothGreetings()
    {
        await using var server = ScriptedLineServer.Saying("220 a\r\n", "500 what?\r\n", "250 b\r\n");

        Assert.True((await Probing.RunAsync(Check(server.EndPoint) with { Helo = "mx.example.net" })).IsUp);

        await Eventually.EqualAsync("EHLO mx.example.net\r\n|HELO mx.example.net\r\n|QUIT\r\n", () => string.Join('|', server.Requests));
    }

    [Theory]
    [InlineData("AUTH LOGIN PLAIN CRAM-MD5", "AUTH PLAIN AGrpAHAgdw==\r\n|QUIT\r\n", "235 in\r\n")]
    [InlineData("auth plain", "AUTH PLAIN AGrpAHAgdw==\r\n|QUIT\r\n", "235 in\r\n")]
    [InlineData("AUTH LOGIN", "AUTH LOGIN\r\n|auk=\r\n|cCB3\r\n|QUIT\r\n", "334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 in\r\n")]
    public async Task Login_UsesAnOfferedMechanism(string offer, string said, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(["220 a\r\n", $"250-a\r\n250 {offer}\r\n", .. texts]);

        Assert.Equal(
            Outcome.Passed("logged in"), await Probing.RunAsync(Check(server.EndPoint) with { Login = "j\u00E9", Password = "p w" }));

        await Eventually.EqualAsync($"EHLO localhost.localdomain\r\n|{said}", () => string.Join('|', server.Requests));
    }

    [Theory]
    [InlineData("SMTP AUTH PLAIN was refused: 535 5.7.8 no", "250 AUTH PLAIN\r\n", "535 5.7.8 no\r\n")]
    [InlineData("SMTP AUTH LOGIN was refused: 454 not now", "250 AUTH LOGIN\r\n", "454 not now\r\n")]
    [InlineData("SMTP AUTH LOGIN was refused: 535 no", "250 AUTH LOGIN\r\n", "334 \r\n", "334 \r\n", "535 no\r\n")]
    [InlineData("there is no way to log in: the server offers neither AUTH PLAIN nor AUTH LOGIN (before TLS: starttls = yes may help)",
        "250 AUTH CRAM-MD5\r\n")]
    public async Task RefusedLogin_IsDown(string reason, params string[] texts)
    {
        await using var server = ScriptedLineServer.Saying(["220 a\r\n", "250-a\r\n" + texts[0], .. texts[1..]]);

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(Check(server.EndPoint) with { Login = "me", Password = "secret" }));
    }

    [Fact]
    public async Task ServerThatIsGoneBeforeQuit_IsUp()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync("220 a\r\n");
            await peer.ReceiveSomeAsync();
            await peer.SendAsync("250 b\r\n");
            peer.Reset();
        });

        var result = await Probing.RunAsync(Check(server.EndPoint));

        // The reset may overtake what was said before it.
        Assert.True(result.IsUp || result.Detail == "connection reset by the server", result.Detail);
    }

    [Fact]
    public void Kind_IsTheServices()
    {
        var check = Check(new IPEndPoint(IPAddress.Loopback, 25));

        Assert.Equal(("smtp", "submission"), (check.Kind, (check with { Submission = true }).Kind));
        Assert.NotEqual(check, check with { Submission = true });
        Assert.Equal("smtp 127.0.0.1:25", $"{check}");
    }

    private static SmtpCheck Check(IPEndPoint target) => new(target, Probing.Ample, Submission: false, TlsSettings.None, "", "");
}
