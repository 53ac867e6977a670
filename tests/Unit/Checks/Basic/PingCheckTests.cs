using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

public class PingCheckTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.200.3.4")]
    [InlineData("::1")]
    public async Task AnsweringHost_IsUp(string address) =>
        Assert.Equal(Outcome.Passed("echo reply"), await Probing.RunAsync(Ping(address)));

    [Fact]
    public async Task ManyHostsAtOnce_EachGetsItsOwnReply()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 2000).Select(i => Probing.RunAsync(Ping($"127.1.{i / 250}.{i % 250 + 1}"))));

        Assert.All(results, result => Assert.True(result.IsUp, result.Detail));
    }

    [Fact]
    public async Task ForbiddenAddress_IsDownInWords()
    {
        var result = await Probing.RunAsync(Ping("255.255.255.255"));

        Assert.Equal(CheckStatus.ConnectFailed, result.Status);
        Assert.NotEmpty(result.Detail);
    }

    private static PingCheck Ping(string address) => new(IPAddress.Parse(address), TimeSpan.FromSeconds(30), 1);
}
