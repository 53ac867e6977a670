using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Planning;

public class CheckMarkPlanTests
{
    private static readonly ImmutableDictionary<MarkedServer, uint> s_none = ImmutableDictionary<MarkedServer, uint>.Empty;

    [Fact]
    public void WeightPersistenceAndQuiescence_AreTheServicesOwn_AndDoNotReachTheMark()
    {
        var config = ReadConfig(
            "quiescent=yes\nvirtual=127.0.0.1:80\n\treal=127.0.0.2:80 gate 0\n\treal=127.0.0.3:80 gate 7\n\tchecktype=connect\n"
                + "\tcheckvia=virtual\n\tpersistent=300\n");
        var marks = CheckMarkPlan.Assign(config, s_none, MarkRange.Default);
        var changes = CheckMarkPlan.Changes([], CheckMarkPlan.Services(marks, MarkRange.Default.First));
        Assert.All(changes.OfType<AddService>(),
            add => Assert.Equal((ServiceFlags.None, 0u), (add.Service.Flags, add.Service.PersistenceTimeout)));
        Assert.Equal([1, 1], changes.OfType<AddDestination>().Select(add => add.Destination.Weight));
    }

    [Fact]
    public void ServerOfTwoServices_HasOneMark_ButTwoChecks()
    {
        var config = ReadConfig(Section(1) + Section(5));
        Assert.Single(CheckMarkPlan.Assign(config, s_none, MarkRange.Default));
        Assert.NotEqual(config.VirtualServices[0].RealServers[0].Check, config.VirtualServices[1].RealServers[0].Check);

        static string Section(int last) =>
            $"virtual=127.0.0.{last}:80\n\treal=127.0.0.2:80 gate\n\tchecktype=connect\n\tcheckvia=virtual\n";
    }
}
