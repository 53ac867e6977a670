using System.Net;
using Ldirectord.Checks;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>slowstart, and the directives about agents.</summary>
public class WeightDirectivesTests
{
    [Fact]
    public void WithoutThem_WeightsAreTheFiles()
    {
        var service = Service("real=127.0.0.2:80 masq");
        Assert.Equal((TimeSpan.Zero, null), (service.SlowStart, service.RealServers[0].Agent));
    }

    [Theory]
    [InlineData("slowstart=60", "", 60)]
    [InlineData("", "slowstart=60", 60)]
    [InlineData("slowstart=0", "slowstart=60", 0)]
    public void Slowstart_IsTheSectionsOrTheFiles(string section, string global, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Service(section, global).SlowStart);

    [Fact]
    public void Agent_IsAtTheRealServer_AsOftenAsTheCheck()
    {
        var service = Service("real=127.0.0.2:80 masq|agentport=3333|checkinterval=7|checktimeout=3");
        Assert.Equal(new AgentCheck(IPEndPoint.Parse("127.0.0.2:3333"), TimeSpan.FromSeconds(3), ""), service.RealServers[0].Agent);
        Assert.Equal(TimeSpan.FromSeconds(7), service.AgentInterval);
    }

    [Fact]
    public void Agent_IsAsSaid()
    {
        var service = Service(
            """real=127.0.0.2:80 masq|agentport=3333|agentinterval=2|agentsend="a\n"|agentaddress=127.0.0.9 # one for all""");
        Assert.Equal(new AgentCheck(IPEndPoint.Parse("127.0.0.9:3333"), TimeSpan.FromSeconds(5), "a\n"), service.RealServers[0].Agent);
        Assert.Equal(TimeSpan.FromSeconds(2), service.AgentInterval);
    }

    [Theory]
    [InlineData("agentfile=/run/weights", "/run/weights")]
    [InlineData("agentfile = \"/run/{real}/{port}\"", "/run/127.0.0.2/80")]
    [InlineData("agentfile=/run/{real}:{port}", "/run/127.0.0.2:80")]
    public void AgentFile_IsTheServersOwn(string line, string path) => Assert.Equal(
        new AgentFileCheck(IPEndPoint.Parse("127.0.0.2:80"), TimeSpan.FromSeconds(5), path),
        Service($"real=127.0.0.2:80 masq|{line}").RealServers[0].Agent);

    [Theory]
    [InlineData("agentfile=run/weights", "run/weights")]
    [InlineData("agentfile={real}", "{real}")]
    [InlineData("agentfile=/run/{host}", "/run/{host}")]
    public void AgentFileThatIsNoPath_IsRefused(string line, string path) => Assert.Equal(
        $"invalid agentfile \"{path}\": expected a path from /, as in /run/agents/{{real}}:{{port}}",
        Assert.Single(Read(FileWith($"real=127.0.0.2:80 masq|{line}")).Errors).Message);

    [Theory]
    [InlineData("slowstart=3601", "invalid slowstart \"3601\": expected seconds, 0..3600")]
    [InlineData("slowstart=soon", "invalid slowstart \"soon\": expected seconds, 0..3600")]
    [InlineData("agentport=0", "invalid agentport \"0\": expected a number, 1..65535")]
    [InlineData("agentport=65536", "invalid agentport \"65536\": expected a number, 1..65535")]
    [InlineData("agentaddress=7", "invalid agentaddress \"7\": expected an IP address")]
    [InlineData("agentaddress=agent.example", "invalid agentaddress \"agent.example\": expected an IP address")]
    [InlineData("agentsend=a", "agentsend without quotes: expected agentsend = \"...\"")]
    [InlineData("scheduler=sh|slowstart=20",
        "slowstart with scheduler = sh, which deals all clients anew at each step: expected wrr, wlc, sed, nq, lblc, lblcr or mh")]
    [InlineData("slowstart=20|scheduler=fo",
        "slowstart with scheduler = fo, which takes the weight for an order or a limit, not for a share: "
        + "expected wrr, wlc, sed, nq, lblc, lblcr or mh")]
    public void BadValue_IsRefused(string section, string message) =>
        Assert.Equal(message, Assert.Single(Read(FileWith($"real=127.0.0.2:80 masq|{section}")).Errors).Message);

    [Theory]
    [InlineData("real=127.0.0.2:80 masq 100|slowstart=20")]
    [InlineData("real=127.0.0.2:80 masq 100|agentport=3333")]
    [InlineData("real=127.0.0.2:80 masq|slowstart=20",
        "slowstart has no step between nothing and everything with weight 1: expected a weight from 10, such as 100")]
    [InlineData("real=127.0.0.2:80 masq 9|slowstart=20", "slowstart has 9 steps with weight 9: expected a weight from 10, such as 100")]
    [InlineData("real=127.0.0.2:80 masq 100|slowstart=20|scheduler=rr", "slowstart has no effect with scheduler = rr")]
    [InlineData("real=127.0.0.2:80 masq 100|agentport=3333|scheduler=sh",
        "scheduler = sh cannot use the weights of agents: of their words only down, drain and maint count")]
    [InlineData("real=127.0.0.2:80 masq 100|agentport=3333|scheduler=lc",
        "scheduler = lc uses no weight: of agents only 0 %, down, drain and maint have an effect")]
    [InlineData("real=127.0.0.2:80 masq 100|agentinterval=2", "agentinterval has no effect without agentport")]
    [InlineData("real=127.0.0.2:80 masq 100|agentport=3333|agentfile=/run/a",
        "agentport, agentsend and agentaddress have no effect with agentfile")]
    public void UseThatHasNoEffect_IsWarnedOf(string section, params string[] warnings)
    {
        var given = Read(FileWith(section)).Diagnostics.Where(diagnostic => !diagnostic.IsPortability);
        Assert.Equal(warnings, given.Select(diagnostic => diagnostic.Message));
    }

    [Fact]
    public void SlowstartOfTheFile_IsWarnedOfWhereTheSchedulerCannotUseIt() =>
        Assert.Contains(Read(FileWith("real=127.0.0.2:80 masq 100|scheduler=sh", "slowstart=20")).Diagnostics,
            diagnostic => diagnostic.Message == "slowstart has no effect with scheduler = sh");
}
