using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

/// <summary>How long start waits for the first round of checks, and how a cluster is recognized.</summary>
public class StartWaitTests
{
    [Theory]
    [InlineData("")]
    [InlineData("HOME=/ NOTIFY_SOCKET=@x")]
    [InlineData("OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=")]
    public void WithoutACluster_StartWaitsIfToldTo(string variables)
    {
        Assert.Equal(0, Wait(null, variables));
        Assert.Equal(0, Wait(0, variables));
        Assert.Equal(7, Wait(7, variables));
    }

    [Theory]
    [InlineData("OCF_RESOURCE_INSTANCE=lvs")]
    [InlineData("OCF_RESKEY_configfile=/etc/ha.d/web.cf")]
    [InlineData("OCF_RESKEY_CRM_meta_timeout=60000")]
    [InlineData("OCF_RESKEY_CRM_meta_timeout=soon")]
    public void InACluster_StartWaitsTenSeconds(string variables)
    {
        Assert.Equal(10, Wait(null, variables));
        Assert.Equal(0, Wait(0, variables));
        Assert.Equal(7, Wait(7, variables));
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(30, 6)]
    [InlineData(5, 5)]
    public void Wait_IsAtMostHalfOfTheTimeOfTheAction(int? configured, double wait) =>
        Assert.Equal(wait, Wait(configured, "OCF_RESOURCE_INSTANCE=lvs OCF_RESKEY_CRM_meta_timeout=12000"));

    [Fact]
    public void DirectorOfExecute_IsNotWaitedFor() =>
        Assert.Equal(TimeSpan.Zero, StartWait.Of(TimeSpan.FromSeconds(7), Cluster("OCF_RESOURCE_INSTANCE=lvs"), isExecuted: true));

    [Theory]
    [InlineData("OCF_RESOURCE_INSTANCE=x OCF_RESKEY_binfile=/usr/sbin/ldirectord", false)]
    [InlineData("OCF_RESOURCE_INSTANCE=x OCF_RESKEY_configfile=/etc/ha.d/web.cf", true)]
    public void AgentOfADirector_IsKnownByItsParameter(string variables, bool isDirector) =>
        Assert.Equal(isDirector, Cluster(variables).IsDirector);

    private static double Wait(int? configured, string variables)
    {
        TimeSpan? time = configured is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return StartWait.Of(time, Cluster(variables), isExecuted: false).TotalSeconds;
    }

    private static ClusterEnvironment Cluster(string variables) => ClusterEnvironment.Of(
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]));
}
