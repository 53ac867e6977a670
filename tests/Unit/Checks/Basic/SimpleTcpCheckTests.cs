using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class SimpleTcpCheckTests
{
    [Theory]
    [InlineData("+PONG\r\n", "PONG")]
    [InlineData("+PONG", "PONG")]
    [InlineData("banner\n+PONG\r\n", "^\\+PONG\\s*$")]
    [InlineData("anything", "")]
    [InlineData("\u00E9", "\\xE9")]
    public async Task MatchingAnswer_IsUp_HoweverFragmented(string answer, string receive)
    {
        foreach (var pieces in Fragmentations.Of(answer))
        {
            await using var server = new ScriptedServer(async peer =>
            {
                await peer.ReceiveSomeAsync();
                await peer.SendPiecesAsync(pieces);
                await peer.HangAsync();
            });

            Assert.Equal(CheckStatus.Passed, (await Probing.RunAsync(Check(server.EndPoint, receive))).Status);
        }
    }

    [Theory]
    [InlineData("-ERR\r\n", "PONG", "the answer does not match /PONG/")]
    [InlineData("a\nb", "a.b", "the answer does not match /a.b/")]
    [InlineData("", "", "connected, but the connection was closed before an answer")]
    public async Task OtherAnswerAndClose_IsDown(string answer, string receive, string reason)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveSomeAsync();
            await peer.SendAsync(answer);
        });

        Assert.Equal(new Outcome(CheckStatus.BadResponse, reason), await Probing.RunAsync(Check(server.EndPoint, receive)));
    }

    [Fact]
    public async Task Request_IsSentWithItsEscapesExpanded_AndTheSendingSideStaysOpen()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync(); // returns early, with less, if our side were shut
            await peer.SendAsync("ok\n");
        });

        await Probing.RunAsync(Check(server.EndPoint, "ok") with { Request = SimpleTcpCheck.Expand("/PING\\t\\x41\\x7a\\q\\r\\n\\r\\n") });

        Assert.Equal(["/PING\tAz\\q\r\n\r\n"], server.Requests);
    }

    [Fact]
    public async Task EmptyRequest_SendsNothing_AndTheBannerCounts()
    {
        await using var server = new ScriptedServer(peer => peer.SendAsync("hello\n"));

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, "^hello$") with { Request = "" })).IsUp);
    }

    [Fact]
    public async Task EndOfAnUnfinishedLine_IsNotTheEndOfTheLine()
    {
        var half = new TaskCompletionSource();
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync("status 20");
            half.SetResult();
            await peer.HangAsync();
        });

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint, "20$") with { Request = "" }, () => half.Task.IsCompleted);

        Assert.Equal(CheckStatus.TimedOut, result.Status);
    }

    [Fact]
    public async Task EndlessAnswer_IsDownAtItsBound()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            while (true)
                await peer.SendAsync(new string('x', 5000));
        });

        Assert.Equal(
            new Outcome(CheckStatus.BadResponse, "the first 64 KB of the answer do not match /PONG/"),
            await Probing.RunAsync(Check(server.EndPoint, "PONG")));
    }

    private static SimpleTcpCheck Check(IPEndPoint target, string receive) => new(target, TimeSpan.FromSeconds(30), "PING\n", new(receive));
}
