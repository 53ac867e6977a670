using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class TimeoutsKeeperTests
{
    private static readonly ConnectionTimeouts s_kernel = new(900, 120, 300);

    private readonly RecordingLog _log = new();
    private readonly List<ConnectionTimeouts> _set = [];

    [Fact]
    public void OtherTimeouts_AreSetOnceAndSaid()
    {
        Apply(new(0, 60, 300));
        Assert.Equal([new(0, 60, 300)], _set);
        Assert.Equal(
            "The timeouts of IPVS were tcp 900 s, tcpfin 120 s, udp 300 s and are set to tcp 900 s, tcpfin 60 s, udp 300 s (ipvstimeouts)",
            Assert.Single(_log.Lines));
    }

    [Fact]
    public void SameTimeouts_AreNotWritten()
    {
        Apply(new(900, 0, 300));
        Apply(null);
        Assert.Empty(_set);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Refusal_IsOneWarning()
    {
        new TimeoutsKeeper(() => s_kernel, _ => throw new IpvsException("permission denied"), _log).Apply(Wanting(new(1, 2, 3)));
        Assert.Equal(
            "The timeouts of IPVS cannot be set to tcp 1 s, tcpfin 2 s, udp 3 s: permission denied", Assert.Single(_log.Lines));
    }

    [Fact]
    public void DryRun_NeitherReadsNorSets()
    {
        var keeper = new TimeoutsKeeper(null, _set.Add, _log);
        keeper.Apply(Wanting(new(1, 2, 3)));
        Assert.Null(keeper.Of(Wanting(new(1, 2, 3))));
        Assert.Empty(_set);
    }

    private static Ldirectord.Config.DirectorConfig Wanting(ConnectionTimeouts? wanted) =>
        Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80"))) with { IpvsTimeouts = wanted };

    private void Apply(ConnectionTimeouts? wanted) => new TimeoutsKeeper(() => s_kernel, _set.Add, _log).Apply(Wanting(wanted));
}
