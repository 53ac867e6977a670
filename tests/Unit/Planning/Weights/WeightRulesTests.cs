using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Planning;

public class WeightRulesTests
{
    private static readonly AgentCheck s_agent = new(EndPoint("10.0.1.1:3333"), CheckTimeout, "");

    private static readonly VirtualService s_pair = Virtual(
        "10.0.0.1:80",
        Real("10.0.1.1:80", weight: 100) with { Agent = s_agent },
        Real("10.0.1.2:80", weight: 100) with { Agent = s_agent }) with
    { Fallback = Destination("10.0.9.9:80") };

    private static readonly ServerView s_up = new(new ServerHealth(ServerState.Up));

    [Theory]
    [InlineData(100, 100, 100)]
    [InlineData(200, 45, 90)]
    [InlineData(3, 50, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(2147483647, 99, 2126008811)]
    [InlineData(100, 0, 0)]
    public void Percent_IsOfTheConfiguredWeight_AndNeverRoundedTo0(int configured, int percent, int weight) =>
        Assert.Equal(weight, WeightRules.Asked(configured, new WeightAnswer(percent, IsPercent: true)));

    [Fact]
    public void AgentCheckAndSlowStart_AreMultiplied()
    {
        var view = Says("50%") with { CheckWeight = new WeightAnswer(80, IsPercent: true), Ramp = new Ramp(10, 20) };
        Assert.Equal(20, WeightRules.Of(s_pair, s_pair.RealServers[0], view, isSpared: true));
    }

    [Theory]
    [InlineData("45%", true, 0)]
    [InlineData("45%", false, 1)]
    [InlineData("up", true, 0)]
    public void CheckThatGives0Percent_IsNotOverruledByAShareOfTheAgent(string line, bool isSpared, int weight)
    {
        var view = Says(line) with { CheckWeight = new WeightAnswer(0, IsPercent: true) };
        Assert.Equal(weight, WeightRules.Of(s_pair, s_pair.RealServers[0], view, isSpared));
    }

    [Theory]
    [InlineData("50%", "100%", "10.0.1.1:80 50, 10.0.1.2:80 100")]
    [InlineData("0%", "100%", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    [InlineData("0%", "0%", "10.0.1.1:80 1, 10.0.1.2:80 1")]
    [InlineData("0%", "down", "10.0.1.1:80 1")]
    [InlineData("0%", "drain", "10.0.1.1:80 1, 10.0.1.2:80 0")]
    [InlineData("drain", "up", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    [InlineData("weight:7", "weight:0", "10.0.1.1:80 7, 10.0.1.2:80 0")]
    [InlineData("drain", "drain", "10.0.1.1:80 0, 10.0.1.2:80 0, 10.0.9.9:80 1")]
    [InlineData("drain", "down", "10.0.1.1:80 0, 10.0.9.9:80 1")]
    [InlineData("maint", "up", "10.0.1.2:80 100")]
    public void WordsOfTheAgents_AreTheTable(string first, string second, string table) =>
        Assert.Equal(table, Wanted(s_pair, first, second));

    [Theory]
    [InlineData("down", "up", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    [InlineData("maint", "up", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    [InlineData("drain", "up", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    public void QuiescentService_KeepsThemAtWeight0(string first, string second, string table) =>
        Assert.Equal(table, Wanted(s_pair with { Quiescent = true }, first, second));

    [Theory]
    [InlineData("0%", "up", "10.0.1.1:80 0, 10.0.1.2:80 100")]
    [InlineData("0%", "0%", "10.0.1.1:80 1, 10.0.1.2:80 1")]
    [InlineData("drain", "up", "10.0.1.2:80 100")]
    [InlineData("weight:0", "0%", "10.0.1.2:80 1")]
    [InlineData("maint", "up", "10.0.1.2:80 100")]
    public void LostServiceThatPutsAllIn_PutsServersInWhoseChecksFail_ButNoneThatWantsNoClients(string first, string second, string table)
    {
        var service = s_pair with { Quorum = new QuorumSettings(new ServerShare(1, IsPercent: false), null, LostMode.All) };
        Assert.Equal(table, Wanted(service, new ServerHealth(ServerState.Down), isLost: true, first, second));
    }

    [Theory]
    [InlineData("sh", "50%", "10.0.1.1:80 100, 10.0.1.2:80 100")]
    [InlineData("fo", "50%", "10.0.1.1:80 100, 10.0.1.2:80 100")]
    [InlineData("sh", "drain", "10.0.1.2:80 100")]
    [InlineData("mh", "50%", "10.0.1.1:80 50, 10.0.1.2:80 100")]
    [InlineData("mh", "0%", "10.0.1.1:80 1, 10.0.1.2:80 100")]
    public void SchedulerThatRefusesWeight0OrCannotUseWeights_GetsNone(string scheduler, string first, string table) =>
        Assert.Equal(table, Wanted(s_pair with { Service = s_pair.Service with { Scheduler = scheduler } }, first, "up"));

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(250, 100)]
    public void WeightThatAStartFindsWithAnAgent_IsNoChangeOfThePlan_UnlessItIsMoreThanTheFiles(int found, params int[] planned)
    {
        var actual = new ServiceEntry(
            s_pair.Service, new DestinationEntry(Destination("10.0.1.1:80", found)), new DestinationEntry(Destination("10.0.1.2:80", 100)));
        var plan = StartPlan.Of(Of(s_pair), new IpvsTable([actual]));
        Assert.Equal(planned, plan.Now.Select(change => ((EditDestination)change.Operation).Destination.Weight));
        Assert.Empty(plan.AfterFirstPass);
    }

    [Fact]
    public void UpOfAnAgent_DoesNotOverruleAFailedCheck()
    {
        var view = Says("up ready 80%") with { Health = new ServerHealth(ServerState.Down) };
        Assert.Equal((ServerState.Down, false), (view.State, view.IsUp));
    }

    [Theory]
    [InlineData(100, "100%", "96%", "100%")]
    [InlineData(100, "100%", "95%", "95%")]
    [InlineData(100, "3%", "0%", "0%")]
    [InlineData(100, "0%", "1%", "1%")]
    [InlineData(10, "100%", "96%", "100%")]
    [InlineData(1, "100%", "20%", "100%")]
    public void ChangeOfLessThanATwentieth_DoesNotCount(int configured, string before, string after, string counts)
    {
        var agent = AgentRules.Next(new AgentView(Answer(before), 0), Result(after), 1, configured);
        Assert.Equal((Answer(counts).Weight, after), (agent.Weight, agent.Answer!.Text));
    }

    [Fact]
    public void SmallChangesThatAddUp_Count()
    {
        var agent = new AgentView(Answer("100%"), 0);
        foreach (var word in new[] { "98%", "96%", "94%" })
            agent = AgentRules.Next(agent, Result(word), 1, 100);
        Assert.Equal(94, agent.Weight!.Value.Value);
    }

    [Fact]
    public void AgentIsLost_AfterFailurecountFailures_AndItsWordIsForgotten()
    {
        var failure = new CheckResult(StatusCode.ConnectRefused, "refused");
        var agent = AgentRules.Next(default, Result("drain"), 2, 100);
        agent = AgentRules.Next(agent, failure, 2, 100);
        Assert.Equal((AgentWish.Drain, false), (agent.Wish, agent.IsLost));
        agent = AgentRules.Next(agent, new CheckResult(StatusCode.LocalShortage, "none left"), 2, 100);
        Assert.Equal(AgentWish.Drain, agent.Wish);
        agent = AgentRules.Next(agent, failure, 2, 100);
        Assert.Equal((AgentWish.Ready, true), (agent.Wish, agent.IsLost));
        Assert.False(AgentRules.Next(agent, Result("up"), 2, 100).IsLost);
    }

    [Fact]
    public void WhatAnAnswerDoesNotSay_IsAsInTheFile()
    {
        var agent = AgentRules.Next(new AgentView(Answer("drain 40%"), 0), Result("up"), 1, 100);
        Assert.Equal((AgentWish.Ready, null), (agent.Wish, agent.Weight));
    }

    private static AgentAnswer Answer(string line) => AgentLine.Parse(System.Text.Encoding.Latin1.GetBytes(line))!;

    private static CheckResult Result(string line) => new(StatusCode.ResponseOk, line) { Agent = Answer(line) };

    private static ServerView Says(string line) => s_up with { Agent = new AgentView(Answer(line), 0) };

    private static string Wanted(VirtualService service, params string[] lines) =>
        Wanted(service, s_up.Health, isLost: null, lines);

    private static string Wanted(VirtualService service, ServerHealth health, bool? isLost, params string[] lines)
    {
        var actual = new ServiceEntry(
            service.Service, [.. service.RealServers.Select(server => new DestinationEntry(server.Destination))]);
        var view = new ServiceView(server => Says(lines[service.RealServers.IndexOf(server)]) with { Health = health })
        {
            IsLost = isLost,
        };
        return string.Join(", ", DesiredService.Build(service, view, actual, readdQuiescent: false).Destinations
            .Select(want => $"{want.Destination.EndPoint} {want.Destination.Weight}").Order());
    }
}
