using Ldirectord.Director;
using Ldirectord.Status;
using static Ldirectord.Tests.Status.Reports;

namespace Ldirectord.Tests.Status;

public class ProblemRulesTests
{
    [Theory]
    [InlineData("Up", 5, 5, "")]
    [InlineData("Up", 3, 5, "")] // a slow start
    [InlineData("Up", 0, 5, "Draining")]
    [InlineData("Up", 0, 0, "WeightZero")]
    [InlineData("Up", null, 5, "NotInTable")]
    [InlineData("Down", null, 5, "Down")]
    [InlineData("Down", 0, 5, "Down")] // quiescent
    [InlineData("Kept", 5, 5, "Kept")]
    [InlineData("Unknown", null, 5, "Unknown")]
    [InlineData("Maintenance", null, 5, "Maintenance")]
    [InlineData("Maintenance", 0, 5, "Maintenance Draining")]
    [InlineData("Drain", 0, 5, "Draining")]
    [InlineData("Drain", null, 5, "Draining")]
    [InlineData("Off", 5, 5, "")]
    public void Server_HasTheProblemsOfItsStateAndWeight(string health, int? weight, int configured, string problems) =>
        Assert.Equal(problems, string.Join(' ', ProblemRules.Of(
            Server(health: Enum.Parse<ReportedHealth>(health), weight: weight, configured: configured), Now)));

    [Theory]
    [InlineData(null, "")]
    [InlineData(0, "")]
    [InlineData(1, "FallbackServes")]
    public void Fallback_IsAProblemWhileItServes(int? weight, string problems) =>
        Assert.Equal(problems, string.Join(' ', ProblemRules.Of(
            Server(health: ReportedHealth.Fallback, weight: weight, fallback: true), Now)));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(13, true)]
    [InlineData(14, false)]
    public void Certificate_IsAProblemBelow14Days(int days, bool isProblem) =>
        Assert.Equal(!isProblem, ProblemRules.IsFine(Server(expires: Now.AddDays(days)), Now));

    [Fact]
    public void LostAgent_IsAProblem_AndAFailedCheckOfAServerThatIsUpIsNone()
    {
        Assert.Equal([Problem.AgentLost], ProblemRules.Of(Server() with { Agent = "lost" }, Now));
        Assert.True(ProblemRules.IsFine(Server() with { Agent = "up 50%", Failures = 1 }, Now));
    }

    [Theory]
    [InlineData("tcp:10.0.0.1:80", "ipvsadm -d -t 10.0.0.1:80 -r 10.0.1.1:80", true)]
    [InlineData("tcp:10.0.0.1:80", "ipvsadm -D -t 10.0.0.1:80", true)]
    [InlineData("tcp:10.0.0.1:80", "ipvsadm -D -t 10.0.0.1:8080", false)]
    [InlineData("udp:10.0.0.1:80", "ipvsadm -D -t 10.0.0.1:80", false)]
    [InlineData("udp:10.0.0.1:80", "ipvsadm -D -u 10.0.0.1:80", true)]
    [InlineData("fwm:1", "ipvsadm -A -f 1 -s wrr", true)]
    [InlineData("fwm:1", "ipvsadm -A -f 1 -6 -s wrr", false)]
    [InlineData("fwm6:1", "ipvsadm -A -f 1 -6 -s wrr", true)]
    [InlineData("fwm6:1", "ipvsadm -A -f 1 -s wrr", false)]
    [InlineData("sctp:[::1]:80", "ipvsadm -A --sctp-service [::1]:80 -s wrr", true)]
    public void Drift_IsAProblemOfTheServiceThatItsCommandNames(string name, string command, bool isProblem) =>
        Assert.Equal(isProblem ? [Problem.Drift] : [], ProblemRules.Of(
            Service(name, Server()), new DriftReport([Difference(command)], [])));

    [Fact]
    public void OnlyProblems_AreWhatIsNotFine_WithTheirServices()
    {
        var report = Of(
            Service("tcp:10.0.0.1:80", Server(), Server("10.0.0.3:80", ReportedHealth.Down, null)),
            Service("tcp:10.0.0.1:81", Server("10.0.0.4:81")),
            Service("tcp:10.0.0.1:82", Server("10.0.0.5:82")) with { Lost = "1 of 4 up, 2 wanted" });
        var only = ProblemRules.Only(report, Now);
        Assert.False(ProblemRules.IsFine(report, Now));
        Assert.Equal("tcp:10.0.0.1:80: 10.0.0.3:80; tcp:10.0.0.1:82: ", string.Join("; ", only.Services.Select(
            service => $"{service.Virtual}: {string.Join(", ", service.Servers.Select(server => server.Real))}")));
    }

    [Fact]
    public void EveryProblem_HasWordsOfItsOwn() =>
        Assert.All(Enum.GetValues<Problem>(), problem => Assert.Matches("^[a-z0' ]+$", ProblemRules.Words(problem)));

    [Fact]
    public void TableOfProblems_HasTheDifferencesToo_AndSaysIfThereIsNothing()
    {
        var fine = Of(Service("tcp:10.0.0.1:80", Server(), Server("10.0.0.3:80")));
        Assert.Equal("/etc/ha.d/web.cf, running for 2h05m\nNo problem: 1 virtual service, 2 real servers.\n",
            ProblemTable.Render(fine, Now, false));
        var differs = fine with { Comparison = new DriftReport([Difference("ipvsadm -D -t 10.9.9.9:80")], []) };
        Assert.Equal("/etc/ha.d/web.cf, running for 2h05m\nThe kernel table differs:\n"
            + "  now         ipvsadm -D -t 10.9.9.9:80  # kernel: nothing; up: connected\n", ProblemTable.Render(differs, Now, false));
        var refused = fine with { Problem = "line 3: unknown directive" };
        Assert.Equal("/etc/ha.d/web.cf, running for 2h05m\nThe file on disk is not active: line 3: unknown directive\n",
            ProblemTable.Render(refused, Now, false));
        var expiring = Of(Service("tcp:10.0.0.1:80", Server(), Server("10.0.0.3:80", expires: Now.AddDays(3))));
        var text = ProblemTable.Render(expiring, Now, false);
        Assert.EndsWith("10.0.0.3:80                  Masq    1      0          0          up          42s     "
            + "connected (1.5 ms); certificate ends in 3d00h\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.2:80", text, StringComparison.Ordinal);
    }
}
