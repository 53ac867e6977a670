using System.Net;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class SimpleUdpCheckTests
{
    [Theory]
    [InlineData("PONG", "the answer matches /PONG/")]
    [InlineData("^PONG$", "the answer matches /^PONG$/")]
    [InlineData("\\xE9", "the answer matches /\\xE9/")]
    [InlineData("", "answered")]
    public async Task MatchingDatagram_IsUp(string receive, string detail)
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["hello \u00E9\nPONG\nbye\n"]);

        Assert.Equal(Outcome.Passed(detail), await Probing.RunAsync(Check(server.EndPoint, new(receive))));
        Assert.Equal("PING\n", Encoding.Latin1.GetString(server.Requests.First()));
    }

    [Fact]
    public async Task EachDatagram_IsMatchedByItself()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["PO", "NG", "", "PONG"]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, new("^PONG")))).IsUp);
    }

    [Fact]
    public async Task ForbiddenDatagram_IsDownAtOnce()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["ERR busy"]);

        Assert.Equal(
            Outcome.Bad("the answer matches /^ERR/, which receivenot forbids"),
            await Probing.RunAsync(Check(server.EndPoint, new("PONG", "^ERR"))));
    }

    [Fact]
    public async Task OtherDatagrams_AreDownAtTheDeadline()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => ["no"]);

        var result = await Probing.RunAsync(Check(server.EndPoint, new("PONG")) with { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "what came does not match /PONG/: no answer that does within 2 s"), result);
    }

    [Fact]
    public async Task Silence_IsDownAtTheDeadline()
    {
        await using var server = ScriptedDatagrams.OfText((_, _) => []);

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint, new("")), () => !server.Requests.IsEmpty);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "no answer within 30 s"), result);
    }

    [Fact]
    public async Task LostRequest_IsSentAgain()
    {
        await using var server = ScriptedDatagrams.OfText((_, before) => before == 0 ? [] : ["PONG"]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, new("PONG")))).IsUp);
    }

    [Fact]
    public async Task UnreachablePort_IsDown()
    {
        using var port = ScriptedDatagrams.Unreachable(out var target);

        Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(target, new(""))));
    }

    [Fact]
    public async Task EmptyRequest_IsAnEmptyDatagram()
    {
        await using var server = ScriptedDatagrams.OfText((text, _) => [$"{text.Length}"]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint, new("^0$")) with { Request = "" })).IsUp);
    }

    private static SimpleUdpCheck Check(IPEndPoint target, ExpectedContent expected) =>
        new(target, TimeSpan.FromSeconds(30), "PING\n", expected);
}
