using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class PageWordsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 14, 0, 0, TimeSpan.Zero);

    private static readonly ServerReport s_up = new(
        "10.0.0.2:80", "Masq", 3, 3, 5, 0, ReportedHealth.Up, StatusCode.Connected, "connected", 1.25, 0, s_now.AddHours(-2), false, null);

    [Fact]
    public void Weight_IsTheKernels_OfTheConfiguredOne()
    {
        Assert.Equal("3", ServerFacts.Weight(s_up));
        Assert.Equal("0 of 3", ServerFacts.Weight(s_up with { Weight = 0 }));
        Assert.Equal("– of 3", ServerFacts.Weight(s_up with { Weight = null }));
    }

    [Fact]
    public void ServerThatIsUp_HasFirstWhatSpeaksAgainstIt()
    {
        Assert.Equal("connected", ServerFacts.Sentence(s_up, s_now));
        Assert.Equal("failed 2 in a row · certificate expires in 3d00h · connected",
            ServerFacts.Sentence(s_up with { Failures = 2, CertificateExpires = s_now.AddDays(3) }, s_now));
        Assert.Equal(Concern.Warning, ServerFacts.ConcernOf(s_up with { Failures = 1 }, s_now));
        Assert.Equal(Concern.Fine, ServerFacts.ConcernOf(s_up with { CertificateExpires = s_now.AddDays(15) }, s_now));
        Assert.Equal(Concern.Warning, ServerFacts.ConcernOf(s_up with { Weight = 0, ConfiguredWeight = 0 }, s_now));
        Assert.Equal(Concern.Planned, ServerFacts.ConcernOf(s_up with { Weight = 0, ConfiguredWeight = 3 }, s_now));
        Assert.Equal(Concern.Bad, ServerFacts.ConcernOf(s_up with { Weight = null }, s_now));
        Assert.Equal(Concern.Warning, ServerFacts.ConcernOf(s_up with { Agent = "lost" }, s_now));
    }

    [Fact]
    public void Drain_SaysWhyWhoAndUntilWhen()
    {
        var note = new MaintenanceReport("drain", "new disk", "alice", s_now, s_now.AddMinutes(80), false, null);
        var server = s_up with { Health = ReportedHealth.Drain, Weight = 0, Maintenance = note };
        Assert.Equal("draining", ServerFacts.State(server));
        Assert.Equal("new disk, by alice, until 15:20 (in 1h20m)", ServerFacts.Sentence(server, s_now));
        Assert.Equal("drained", ServerFacts.State(server with { Weight = null }));
        Assert.Equal("no reason given, no end", ServerFacts.Maintenance(note with { Reason = null, Who = null, Until = null }, s_now));
    }

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.99999, "99.99 %")]
    [InlineData(0.5, "50.00 %")]
    public void Uptime_IsNeverRoundedUpTo100(double share, string words) =>
        Assert.Equal(words, ServerFacts.Uptime(s_up with { Uptime = share }));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(999.6, "1.0 kB")]
    [InlineData(12_345_678, "12 MB")]
    [InlineData(3_100_000_000, "3.1 GB")]
    public void Bytes_AreInPowersOf1000(double bytes, string words) => Assert.Equal(words, Spans.Bytes(bytes));

    [Fact]
    public void Service_IsAsGoodAsItsServers()
    {
        var down = s_up with { Health = ReportedHealth.Down, Weight = null };
        var service = new ServiceReport("tcp:10.0.0.1:80", "TCP  10.0.0.1:80 wrr persistent 300", "wrr", true, [s_up, down]);
        Assert.Equal(("TCP", "10.0.0.1:80", "wrr persistent 300", "1 of 2 up", true),
            (ServiceFacts.Protocol(service), ServiceFacts.Address(service), ServiceFacts.Flags(service), ServiceFacts.UpOf(service),
                ServiceFacts.IsPersistent(service)));
        Assert.Equal(Concern.Bad, ServiceFacts.ConcernOf(service, s_now));
        Assert.Equal(Concern.Bad, ServiceFacts.ConcernOf(service with { Servers = [s_up], InTable = false }, s_now));
        Assert.Equal("4.2 conn/s · 0 B in · answers do not pass here",
            ServiceFacts.Traffic(service with { Curve = [1, 4.2], AnswersPass = false }));
    }

    [Fact]
    public void ServiceWithNobodyUp_IsLost_AndCounted()
    {
        var down = s_up with { Health = ReportedHealth.Down, Weight = null };
        var fallback = s_up with { Health = ReportedHealth.Fallback, Fallback = true };
        var service = new ServiceReport("tcp:10.0.0.1:80", "TCP  10.0.0.1:80 wrr", "wrr", true, [down, fallback]);
        Assert.True(ServiceFacts.IsLost(service));
        Assert.False(ServiceFacts.IsLost(service with { Servers = [down, s_up] }));
        Assert.True(ServiceFacts.IsLost(service with { Servers = [down, s_up], Lost = "1 of 2 up, 2 wanted" }));
        Assert.False(ServiceFacts.IsLost(service with { Servers = [fallback] }));
    }

    [Fact]
    public void Strip_HasARunForEachChange_AndEndsNow()
    {
        var html = new HtmlWriter();
        StripSvg.Write(html, "++-?+");
        Assert.Contains("aria-label=\"5 checks: 3 passed, 1 failed, 1 unknown\"", html.ToString(), StringComparison.Ordinal);
        Assert.Contains("d=\"M95 7h2V10h-2zM99 7h1V10h-1z\"", html.ToString(), StringComparison.Ordinal);
        Assert.Contains("class=\"failed\" d=\"M97 0h1V10h-1z\"", html.ToString(), StringComparison.Ordinal);
    }
}
