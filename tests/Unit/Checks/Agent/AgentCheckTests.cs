using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class AgentCheckTests
{
    [Theory]
    [InlineData("45%\n", "45%")]
    [InlineData("up ready 100%\n", "up ready 100%")]
    [InlineData("drain\r\n45%\n", "drain")]
    [InlineData("down #why\r", "down #why")]
    public async Task Line_IsReadToItsEnd_HoweverFragmented(string sent, string text)
    {
        foreach (var pieces in Fragmentations.Of(sent))
        {
            await using var server = new ScriptedServer(peer => peer.SendPiecesAsync(pieces));
            Assert.Equal(text, (await Probing.ResultAsync(Check(server.EndPoint))).Agent?.Text);
        }
    }

    [Theory]
    [InlineData("", StatusCode.ResponseClosed)]
    [InlineData("45%", StatusCode.ResponseClosed)]
    [InlineData("error\n", StatusCode.ResponseMalformed)]
    internal async Task AnswerThatDoesNotCount_IsAFailure(string sent, StatusCode code)
    {
        await using var server = new ScriptedServer(peer => peer.SendAsync(sent));
        var result = await Probing.ResultAsync(Check(server.EndPoint));
        Assert.Equal((code, null), (result.Code, result.Agent));
    }

    [Fact]
    public async Task LineWithoutEnd_IsCutAt1024Bytes()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.SendAsync(new string('1', 4000));
            await peer.HangAsync();
        });
        Assert.Equal(StatusCode.ResponseTooLarge, (await Probing.ResultAsync(Check(server.EndPoint))).Code);
    }

    [Fact]
    public async Task Agentsend_IsSentUnchanged()
    {
        await using var server = new ScriptedServer(async peer =>
        {
            var request = await peer.ReceiveSomeAsync();
            await peer.SendAsync($"{request}%\n");
        });
        Assert.Equal("45%", (await Probing.ResultAsync(Check(server.EndPoint, "45"))).Agent?.Text);
    }

    private static AgentCheck Check(IPEndPoint target, string send = "") => new(target, TimeSpan.FromSeconds(20), send);
}
