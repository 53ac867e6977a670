using System.Net;
using Ldirectord.Checks;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers;

/// <summary>service=simpletcp against redis-server.</summary>
public sealed class SimpleTcpTests(Redis redis, LockedRedis locked) : IClassFixture<Redis>, IClassFixture<LockedRedis>
{
    public static TheoryData<string> Loopbacks => RealServer.Loopbacks;

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task HealthyServer_IsUp(string address) =>
        Assert.Equal(Outcome.Passed("the answer matches /^\\+PONG/"), await Probing.RunAsync(Check(redis, address)));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task RefusingPort_IsDown(string address)
    {
        using var port = RealServer.Refusing(address, out var target);

        Assert.Equal(new(CheckStatus.ConnectFailed, "connection refused"),
            await Probing.RunAsync(Check(redis, address) with { Target = target }));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task FrozenServer_IsDownAtItsDeadline(string address)
    {
        var check = Check(redis, address) with { Timeout = TimeSpan.FromSeconds(0.5) };
        using var frozen = redis.Frozen();

        Assert.Equal(new(CheckStatus.TimedOut, "connected, then silence: no answer within 0.5 s"), await Probing.RunAsync(check));
    }

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task ErrorAnswer_IsDown(string address) =>
        Assert.Equal(
            new(CheckStatus.BadResponse, "the answer does not match /^\\+PONG/"),
            await Probing.RunAsync(Check(locked, address) with { Request = "PING\r\nQUIT\r\n" }));

    [Theory, MemberData(nameof(Loopbacks))]
    public async Task WrongProtocol_IsDown(string address) =>
        Assert.Equal(
            CheckStatus.BadResponse,
            (await Probing.RunAsync(Check(redis, address)
                with
            { Request = "GET / HTTP/1.0\r\nHost: x\r\n\r\n", Expected = new("^HTTP/1") })).Status);

    private static SimpleTcpCheck Check(Redis server, string address)
    {
        server.Require();
        return new(new IPEndPoint(IPAddress.Parse(address), server.Port), Probing.Ample, "PING\r\n", new("^\\+PONG"));
    }
}
