using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Cli;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Status;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Status;

public class ServerExplanationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private static Destination Gate => new(EndPoint("10.0.1.1:80"), ForwardingMethod.Gate, 5);

    private static ServerSnapshot Server => new(
        Gate.EndPoint, new DestinationEntry(Gate, 0, 9, 2, default), Gate, false, ReportedHealth.Up, StatusCode.ResponseOk, "HTTP 200 OK",
        1.5, 0, s_now.AddMinutes(-5));

    [Fact]
    public void ServerThatIsUpWithoutTraffic_IsHintedAt()
    {
        Assert.Contains("arp_ignore", Assert.Single(Hints(Server)), StringComparison.Ordinal);
        var masq = Gate with { Method = ForwardingMethod.Masq };
        var hint = Assert.Single(Hints(Server with { Destination = new(masq, 0, 9, 0, default) }));
        Assert.Contains("ip_forward", hint, StringComparison.Ordinal);
        Assert.Empty(Hints(Server with { Destination = new(Gate, 1, 9, 0, default) }));
    }

    [Theory]
    [InlineData("++++++++++++++++++++", 0)]
    [InlineData("+-+-+-+-+-+-+-+-+-+-", 1)]
    [InlineData("---+++---+++", 0)]
    [InlineData("+-+?-+-+", 1)]
    public void RestlessServer_IsHintedAt(string strip, int hints)
    {
        var server = Server with { Strip = Strip(strip), Destination = new(Gate, 1, 0, 0, default) };
        Assert.Equal(hints, Hints(server).Length);
    }

    // Health itself counts no further than failurecount.
    [Theory]
    [InlineData("+", 1, "its last check failed")]
    [InlineData("+", 4, "its last 4 checks failed")]
    [InlineData("", 100, "its last 100 checks failed, or more")]
    public void ServerThatIsDown_IsSaidToHaveFailedAsOftenAsItDid(string before, int failures, string sentence)
    {
        var section = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
        var service = new ServiceSnapshot(section.Service, section.CheckId, true, []) { Configured = section };
        var server = Server with
        {
            Server = section.RealServers[0],
            Health = ReportedHealth.Down,
            Failures = 1,
            Strip = Strip(before + new string('-', failures)),
        };
        Assert.Contains(sentence, ServerSentences.Of(Snapshot, service, server, s_now));
    }

    [Fact]
    public void Sentences_SayHealthTableAndCheck()
    {
        var section = Virtual("10.0.0.1:80", Real("10.0.1.1:80")) with { FailureCount = 3 };
        var service = new ServiceSnapshot(section.Service, section.CheckId, true, []) { Configured = section };
        var server = Server with { Server = section.RealServers[0], CheckedAt = s_now.AddSeconds(-4), Failures = 1 };
        Assert.Equal(
            [
                "up for 5m00s: HTTP 200 OK",
                "in the kernel's table with weight 5 (configured: 5), 0 active and 9 inactive connections, 2 clients kept by persistence",
                "its check (test) runs every 10 s; the last one ended 4s ago after 1.5 ms",
                "1 of 3 failed checks in a row that take it out (failurecount)",
            ],
            ServerSentences.Of(Snapshot, service, server, s_now));
    }

    [Fact]
    public void HostileTexts_DoNotReachTheTerminal()
    {
        const string Hostile = "\e]0;owned\a\n\u202e";
        var report = new ServersReport(
        [
            new(Hostile, Hostile, ReportedHealth.Down, [Hostile], [new(3, Hostile)],
                new(s_now, StatusCode.ResponseMismatch, Hostile, Hostile, Hostile),
                [new(1, s_now, EventKind.Down, Hostile, Hostile, Hostile)], null, [Hostile]),
        ]);
        Assert.DoesNotContain(ExplainText.Of(report), c => c != '\n' && (char.IsControl(c) || c == '\u202e'));
        Assert.DoesNotContain(EventText.Line(report.Servers[0].Timeline[0]), c => char.IsControl(c) || c == '\u202e');
    }

    private static DirectorSnapshot Snapshot => new("/etc/ha.d/web.cf", s_now, false, []);

    private static CheckStrip Strip(string signs) => signs.Aggregate(default(CheckStrip), (strip, sign) =>
        strip.With(sign switch { '+' => CheckStatus.Passed, '-' => CheckStatus.TimedOut, _ => CheckStatus.NotTried }));

    private static ImmutableArray<string> Hints(ServerSnapshot server) => ServerHints.Of(Snapshot, server, s_now);
}
