using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public class RecheckTests
{
    [Fact]
    public async Task CheckThatHangs_WhoseServerLeavesTheFile_IsWaitedForNoMore()
    {
        var hanging = new Backend();
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", hanging), Real("10.0.1.2:80"));
        await using var director = new RunningDirector(Of(service));
        await director.FirstRoundAsync();
        hanging.Hangs = true;
        var recheck = director.Loop.RecheckAsync([new ServerKey(service.Id, EndPoint("10.0.1.1:80"))], CancellationToken.None);
        _ = await director.SnapshotAsync(); // after it the check was asked for
        Assert.False(recheck.IsCompleted);
        director.Reload(new ConfigResult(Of(service with { RealServers = [Real("10.0.1.2:80")] }), []));
        await recheck.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
