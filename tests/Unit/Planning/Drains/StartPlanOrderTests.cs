using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

/// <summary>plan with files in maintenancedir.</summary>
public sealed class StartPlanOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VirtualService _pair = Virtual("10.0.0.1:80", Real("10.0.1.1:80"), Real("10.0.1.2:80"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("10.0.1.1", "")]
    [InlineData("web1", "\nmode: drain\n")]
    [InlineData("10.0.1.1:80@tcp:10.0.0.1:80", "\nmode: drain\n")]
    public void ServerThatIsOut_IsNotPutIn(string file, string content)
    {
        _folder.Write(file, content);
        var plan = Plan(new IpvsTable([new ServiceEntry(_pair.Service)]));
        Assert.Empty(plan.Now);
        Assert.Equal([Destination("10.0.1.2:80")], plan.AfterFirstPass.Select(change => ((AddDestination)change.Operation).Destination));
    }

    [Fact]
    public void ServerFoundDraining_StaysAsItIs()
    {
        _folder.Write("10.0.1.1", "\nmode: drain\n");
        var plan = Plan(new IpvsTable([new ServiceEntry(
            _pair.Service, new DestinationEntry(Destination("10.0.1.1:80", 0)), new DestinationEntry(Destination("10.0.1.2:80")))]));
        Assert.Equal((0, 0), (plan.Now.Length, plan.AfterFirstPass.Length));
    }

    [Fact]
    public void FileWhoseTimeIsOver_CountsNoMoreAndIsLeft()
    {
        var file = _folder.Write("10.0.1.1", "\nuntil: 2001-01-01T00:00:00Z\n");
        Assert.Equal(2, Plan(new IpvsTable([new ServiceEntry(_pair.Service)])).AfterFirstPass.Length);
        Assert.True(File.Exists(file));
    }

    private StartPlan Plan(IpvsTable table)
    {
        var config = Of(_pair) with { MaintenanceDirectory = _folder.FullName };
        var maintenance = MaintenanceAtStart.Of(
            config, (address, _) => Task.FromResult<string?>($"{address}" == "10.0.1.1" ? "web1.example.org" : null), TimeProvider.System);
        return StartPlan.Of(
            config, table, order: (service, server) => maintenance.OrderOf(server.EndPoint, service.CheckId));
    }
}
