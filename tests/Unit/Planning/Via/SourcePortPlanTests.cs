using System.Net;
using Ldirectord.Planning;

namespace Ldirectord.Tests.Planning;

public class SourcePortPlanTests
{
    [Fact]
    public void ThousandsOfServers_HavePairsOfTheirOwn_UntilNoneIsLeft()
    {
        var taken = new HashSet<int>();
        for (var n = 0; n < SourcePortPlan.Pairs; n++)
        {
            var port = SourcePortPlan.Choose(new IPAddress([10, 0, (byte)(n % 7), (byte)(n / 7)]), taken.Contains)!.Value;
            Assert.True(taken.Add(port));
            Assert.InRange(port, SourcePortPlan.First, 32766);
            Assert.Equal(0, port % 2);
        }

        Assert.Null(SourcePortPlan.Choose(IPAddress.Loopback, taken.Contains));
    }

    [Fact]
    public void Server_HasTheSamePairAfterARestart_WhateverServersAreBesideIt()
    {
        var server = IPAddress.Parse("10.2.0.11");
        var alone = SourcePortPlan.Choose(server, _ => false)!.Value;
        var others = Enumerable.Range(12, 200).Select(n => SourcePortPlan.Choose(new IPAddress([10, 2, 0, (byte)n]), _ => false)!.Value);
        Assert.DoesNotContain(alone, others);
        Assert.Equal(alone + 2, SourcePortPlan.Choose(server, port => port == alone));
    }
}
