using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

public sealed class ProbeKeyTests
{
    private static readonly TimeSpan s_other = TimeSpan.FromSeconds(77);

    [Fact]
    public void SameCheckAndTimes_AreOneKey()
    {
        Assert.Equal(Key("10.0.0.1:80"), Key("10.0.0.1:80"));
        Assert.Equal(Key("10.0.0.1:80").GetHashCode(), Key("10.0.0.1:80").GetHashCode());
        Assert.NotEqual(Key("10.0.0.1:80"), Key("10.0.0.1:81"));
        Assert.NotEqual(Key("10.0.0.1:80"), Key("10.0.0.1:80") with { Interval = s_other });
        Assert.NotEqual(Key("10.0.0.1:80"), Key("10.0.0.1:80") with { RetryInterval = s_other });
        Assert.NotEqual(Key("10.0.0.1:80"), Key("10.0.0.1:80") with { DownInterval = s_other });
    }

    [Fact]
    public void CopyOfAKeyThatWasLookedUp_IsFoundByItsOwnValues()
    {
        var key = Key("10.0.0.1:80");
        var keys = new HashSet<ProbeKey> { key, key with { DownInterval = s_other } };
        Assert.Contains(Key("10.0.0.1:80") with { DownInterval = s_other }, keys);
        Assert.Equal(2, keys.Count);
    }

    private static ProbeKey Key(string target) => new(new ConnectCheck(Configs.EndPoint(target), Configs.CheckTimeout), Configs.Interval);
}
