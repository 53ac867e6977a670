using System.Net;
using Ldirectord.Planning;

namespace Ldirectord.Tests.Planning;

public class ViaFitnessTests
{
    [Theory]
    [InlineData(true, 1, 0, 0, 0, null)]
    [InlineData(true, 0, 1, 0, 0, null)]
    [InlineData(true, 0, 0, 0, 0, "accept_local is 0 for eth1: sysctl -w net.ipv4.conf.eth1.accept_local=1")]
    [InlineData(false, 0, 0, 0, 0, null)]
    [InlineData(false, 0, 0, 1, 0, "rp_filter is 1 for eth1: sysctl -w net.ipv4.conf.eth1.rp_filter=2")]
    [InlineData(true, 1, 0, 0, 1, "rp_filter is 1 for eth1: sysctl -w net.ipv4.conf.eth1.rp_filter=2")]
    [InlineData(true, 1, 0, 2, 1, null)]
    public void AnswersFromAVirtualAddress_AreDroppedByTwoSettings(
        bool isOwn, int acceptLocal, int acceptLocalOfAll, int filter, int filterOfAll, string? problem)
    {
        var said = ViaFitness.Problem("eth1", IPAddress.Parse("10.1.0.100"), isOwn, name => name switch
        {
            "eth1.accept_local" => acceptLocal,
            "all.accept_local" => acceptLocalOfAll,
            "eth1.rp_filter" => filter,
            "all.rp_filter" => filterOfAll,
            _ => null,
        });
        Assert.Equal(problem is null ? null : $"this machine drops answers from 10.1.0.100: {problem}", said);
    }

    [Fact]
    public void UnknownSettings_AreNoProblem() =>
        Assert.Null(ViaFitness.Problem("eth1", IPAddress.Parse("10.1.0.100"), isOwn: true, _ => null));
}
