using System.Globalization;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Warnings of certificates that expire.</summary>
public class CertificateExpiryTests
{
    private readonly Backend _backend = new();
    private readonly RecordingLog _log = new();

    private static DateTime Start { get; } = new ManualTime().GetUtcNow().UtcDateTime;

    private VirtualService Service => Virtual("10.0.0.1:443", Real("10.0.1.1:443", _backend)) with { CertificateWarningDays = 14 };

    [Theory]
    [InlineData(0, "9.00:00:01", "expires in 9 days (2026-11-29)")]
    [InlineData(14, "9.23:59:59", "expires in 9 days (2026-11-30)")]
    [InlineData(14, "14.00:00:00", "expires in 14 days (2026-12-04)")]
    [InlineData(14, "14.00:00:01", null)]
    [InlineData(14, "2.00:00:00", "expires in 2 days (2026-11-22)")]
    [InlineData(14, "1.23:00:00", "expires in 47 hours (2026-11-22)")]
    [InlineData(14, "00:90:00", "expires in 90 minutes (2026-11-20)")]
    [InlineData(14, "00:00:01", "expires in 1 minute (2026-11-20)")]
    [InlineData(14, "00:00:00", "expired 1 minute ago (2026-11-20)")]
    [InlineData(14, "-05:00:00", "expired 5 hours ago (2026-11-20)")]
    [InlineData(14, "-400.00:00:00", "expired 400 days ago (2025-10-16)")]
    [InlineData(36500, "3650.00:00:00", "expires in 3650 days (2036-11-17)")]
    public void Warning_SaysWhenInWords(int days, string left, string? warning)
    {
        var expires = Start + (left == "00:90:00" ? TimeSpan.FromMinutes(90) : TimeSpan.Parse(left, CultureInfo.InvariantCulture));
        Assert.Equal(days == 0 ? null : warning, CertificateExpiry.Warning(expires, days, new DateTimeOffset(Start)));
        Assert.Null(CertificateExpiry.Warning(null, days, new DateTimeOffset(Start)));
    }

    [Fact]
    public void CertificateThatExpiresSoon_IsWarnedOfOnceADay()
    {
        var server = Record(Service);
        for (var hours = 0; hours < 48; hours += 4)
            Judge(server, Start.AddDays(9.5), hours);

        Assert.Equal(
            [
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 9 days (2026-11-29)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 8 days (2026-11-29)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 7 days (2026-11-29)",
            ],
            _log.Lines);
    }

    [Fact]
    public void AnotherCertificate_IsWarnedOfAtOnce_AndARenewedOneNotAtAll()
    {
        var server = Record(Service);
        foreach (var days in new[] { 9.5, 3.5, 90, 3.5 })
        {
            Judge(server, Start.AddDays(days), 1);
            Judge(server, Start.AddDays(days), 2);
        }

        Assert.Equal(
            [
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 9 days (2026-11-29)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 3 days (2026-11-23)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 3 days (2026-11-23)",
            ],
            _log.Lines);
    }

    [Theory]
    [InlineData(14, 15)]
    [InlineData(0, 1)]
    public void CertificateThatIsFineOrNotMonitored_IsNotWarnedOf(int days, int expires)
    {
        Judge(Record(Service with { CertificateWarningDays = days }), Start.AddDays(expires));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void VerdictsWithoutACertificate_LeaveTheOneThatWasSeen()
    {
        var server = Record(Service);
        Judge(server, Start.AddHours(30));
        Judge(server, null, 1);
        Judge(server, null, 26);
        Judge(server, null, 50);

        Assert.Equal(Start.AddHours(30), server.CertificateExpires);
        Assert.Equal(
            [
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 30 hours (2026-11-21)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 4 hours (2026-11-21)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expired 20 hours ago (2026-11-21)",
            ],
            _log.Lines);
    }

    [Fact]
    public void Reload_DoesNotWarnAgainThatDay_AndItsDaysCount()
    {
        var patient = Service with { CertificateWarningDays = 5 };
        var server = Record(patient);
        Judge(server, Start.AddDays(9.5));
        Assert.Empty(_log.Lines);

        server = server.CarryInto(Service, server.Server);
        Judge(server, Start.AddDays(9.5));
        Assert.Single(_log.Lines);

        foreach (var changed in new[] { server.Server, Real("10.0.1.1:443", new Backend()) })
        {
            server = server.CarryInto(Service, changed);
            Judge(server, Start.AddDays(9.5));
        }

        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task EachServerOfTheDirector_IsWarnedOf_AndShown()
    {
        _backend.CertificateExpires = Start.AddHours(-5);
        var second = Virtual("10.0.0.2:443", Real("10.0.1.1:443", _backend)) with { CertificateWarningDays = 14 };
        await using var director = new RunningDirector(Of(Service, second));
        await director.FirstRoundAsync();

        Assert.Equal(
            [
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expired 5 hours ago (2026-11-20)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.2:443) expired 5 hours ago (2026-11-20)",
            ],
            director.Log.Lines.Where(line => line.StartsWith("The certificate of", StringComparison.Ordinal)).Order());
        Assert.All(
            (await director.SnapshotAsync()).Services,
            service => Assert.Equal(new DateTimeOffset(Start.AddHours(-5)), Assert.Single(service.Servers).CertificateExpires));
    }

    private static TrackedServer Record(VirtualService service) =>
        new(service, Assert.Single(service.RealServers), new ServerHealth(ServerState.Unknown), new DateTimeOffset(Start));

    private void Judge(TrackedServer server, DateTime? expires, int hours = 0)
    {
        var now = new DateTimeOffset(Start.AddHours(hours));
        var result = new ProbeResult(new CheckResult(StatusCode.ResponseOk, "fine") { CertificateExpires = expires }, TimeSpan.Zero);
        var transition = HealthTracker.OnResult(server, result, now);
        server.Apply(transition);
        new CertificateObserver(_log, new EventBuffer(DateTimeOffset.UnixEpoch)).OnTransition(transition);
    }
}
