using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class NntpCheckTests
{
    [Theory]
    [InlineData("200 news.example ready, posting allowed")]
    [InlineData("201 no posting")]
    [InlineData("200")]
    public async Task GoodGreeting_IsUp_HoweverFragmented(string greeting)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            foreach (var pieces in Fragmentations.Of($"{greeting}\r\n"))
            {
                await using var server = new ScriptedServer(
                    async peer =>
                    {
                        await peer.SendPiecesAsync(pieces);
                        await peer.ReceiveSomeAsync();
                        await peer.HangAsync();
                    },
                    address);

                Assert.Equal(Outcome.Passed(greeting), await Probing.RunAsync(new NntpCheck(server.EndPoint, Probing.Ample)));

                await Eventually.EqualAsync("QUIT\r\n", () => string.Join('|', server.Requests));
            }
        }
    }

    [Theory]
    [InlineData("400 come again", "the NNTP greeting is a refusal: 400 come again")]
    [InlineData("502 not for you", "the NNTP greeting is a refusal: 502 not for you")]
    [InlineData("220 ftp.example ready", "the greeting is that of an FTP or SMTP server: 220 ftp.example ready")]
    [InlineData("220-mail.example", "the greeting is that of an FTP or SMTP server: 220-mail.example")]
    [InlineData("205 bye", "the greeting is not NNTP: it begins with \"205 bye\"")]
    [InlineData("2 many", "the greeting is not NNTP: it begins with \"2 many\"")]
    [InlineData("2001 odd", "the greeting is not NNTP: it begins with \"2001 odd\"")]
    public async Task OtherGreeting_IsDownAndSaysWhy(string greeting, string reason)
    {
        await using var server = ScriptedLineServer.Saying($"{greeting}\r\n");

        Assert.Equal(Outcome.Bad(reason), await Probing.RunAsync(new NntpCheck(server.EndPoint, Probing.Ample)));
    }
}
