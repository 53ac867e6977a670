using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class RadiusCheckTests
{
    private const string Secret = "shared secret";

    [Theory]
    [InlineData(2, "RADIUS Access-Accept")]
    [InlineData(3, "RADIUS Access-Reject")]
    [InlineData(11, "RADIUS Access-Challenge: the login needs more than a password")]
    [InlineData(5, "RADIUS answered with code 5")]
    public async Task AcceptAlone_IsUp(byte code, string detail)
    {
        await using var server = new ScriptedDatagrams((request, _) => [Answer(request, code)]);

        Assert.Equal(
            new Outcome(code == 2 ? CheckStatus.Passed : CheckStatus.BadResponse, detail), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Fact]
    public async Task DatagramsThatAreNotOurs_ArePassedOver()
    {
        await using var server = new ScriptedDatagrams((request, _) =>
        [
            [],
            "garbage"u8.ToArray(),
            request,
            Answer([request[0], (byte)~request[1], .. request[2..]], 3),
            Answer([.. request[..4], .. new byte[16]], 3),
            RadiusPacketTests.Sealed([3, request[1], 0, 0, .. request[4..20]], "another secret"),
            Answer(request, 2),
        ]);

        Assert.Equal(Outcome.Passed("RADIUS Access-Accept"), await Probing.RunAsync(Check(server.EndPoint)));
    }

    [Fact]
    public async Task AnswerMadeWithAnotherSecret_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedDatagrams((request, _) => [RadiusPacketTests.Sealed(
            [2, request[1], 0, 0, .. request[4..20]], "another secret")]);

        var result = await Probing.RunAsync(Check(server.EndPoint) with { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "the answer is not signed with this secret: no valid answer within 2 s"), result);
    }

    [Fact]
    public async Task LostRequest_IsSentAgainAsItIs()
    {
        await using var server = new ScriptedDatagrams((request, before) => before == 0 ? [] : [Answer(request, 2)]);

        Assert.True((await Probing.RunAsync(Check(server.EndPoint))).IsUp);
        Assert.Equal(server.Requests.First(), server.Requests.Last());
    }

    [Fact]
    public async Task TwoProbes_AreNotTheSameRequest()
    {
        await using var server = new ScriptedDatagrams((request, _) => [Answer(request, 2)]);

        await Probing.RunAsync(Check(server.EndPoint));
        await Probing.RunAsync(Check(server.EndPoint));

        Assert.NotEqual(server.Requests.First()[4..20], server.Requests.Last()[4..20]);
    }

    [Fact]
    public async Task Silence_IsDownAtTheDeadline()
    {
        await using var server = new ScriptedDatagrams((_, _) => []);

        var result = await Probing.RunPastDeadlineAsync(Check(server.EndPoint), () => !server.Requests.IsEmpty);

        Assert.Equal(new Outcome(CheckStatus.TimedOut, "no answer within 30 s"), result);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task UnreachablePort_IsDownAtOnce(string address)
    {
        using var port = ScriptedDatagrams.Unreachable(out var target, IPAddress.Parse(address));

        Assert.Equal(new Outcome(CheckStatus.ConnectFailed, "port unreachable"), await Probing.RunAsync(Check(target)));
    }

    [Fact]
    public async Task LoginThatDoesNotFit_IsAnErrorInWords()
    {
        var check = Check(new IPEndPoint(IPAddress.Loopback, 9));

        Assert.Equal(CheckStatus.Error, (await Probing.RunAsync(check with { Login = new string('u', 254) })).Status);
        var result = await Probing.RunAsync(check with { Password = new string('p', 129) });
        Assert.Equal(
            new Outcome(CheckStatus.Error, "RADIUS has room for a login of 253 bytes and a passwd of 128, and one of them is longer"),
            result);
    }

    [Fact]
    public void PasswordAndSecret_AreNotShown() => Assert.Equal(
        "radius 127.0.0.1:9 nemo", $"{Check(new IPEndPoint(IPAddress.Loopback, 9))}");

    private static byte[] Answer(byte[] request, byte code) => RadiusPacketTests.Sealed(
        [code, request[1], 0, 0, .. request[4..20]], Secret);

    private static RadiusCheck Check(IPEndPoint target) => new(target, TimeSpan.FromSeconds(30), "nemo", "arctangent", Secret);
}
