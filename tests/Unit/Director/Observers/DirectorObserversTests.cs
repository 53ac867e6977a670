using System.Collections.Immutable;
using Ldirectord.Alerts;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>Who is told of a transition, in which order, and of what.</summary>
public sealed class DirectorObserversTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly MailAlertRules _mail;
    private readonly DirectorState _state;
    private readonly TrackedServer _server;

    public DirectorObserversTests()
    {
        var service = Virtual("10.0.0.1:443", Real("10.0.1.1:443", new Backend())) with
        {
            FailureCount = 2,
            CertificateWarningDays = 14,
            Mail = MailSettings.None with { Recipients = ["root@example.org"], RepeatInterval = TimeSpan.FromMinutes(1) },
        };
        _mail = new MailAlertRules((_, _, _) => Task.CompletedTask, _log, _time);
        _state = new DirectorState(Of(service), _time.GetUtcNow()) { Phase = DaemonPhases.Running };
        _server = new TrackedServer(service, service.RealServers[0], new ServerHealth(ServerState.Up), _time.GetUtcNow());
    }

    public void Dispose() => _mail.Dispose();

    [Fact]
    public void Order_IsLogThenMonitorFileThenMailThenCertificate()
    {
        Assert.Equal(
            [typeof(LogObserver), typeof(MonitorFileObserver), typeof(MailObserver), typeof(CertificateObserver)],
            Observers(isDryRun: false).Select(observer => observer.GetType()));
        Assert.Equal(
            [typeof(LogObserver), typeof(MailObserver), typeof(CertificateObserver)],
            Observers(isDryRun: true).Select(observer => observer.GetType()));
    }

    [Fact]
    public void FailuresAndARepeatedMail_AreLoggedInThatOrder()
    {
        foreach (var _ in Enumerable.Range(0, 2))
            Observe(Failure());
        _time.Advance(TimeSpan.FromMinutes(1));
        Observe(Failure() with { CertificateExpires = _time.GetUtcNow().UtcDateTime.AddHours(1) });
        Observe(new CheckResult(StatusCode.ResponseOk, "fine"));

        Assert.Equal(
            [
                "Check of 10.0.1.1:443 (tcp:10.0.0.1:443) failed: refused",
                "Soft failure real server: 10.0.1.1:443 (tcp:10.0.0.1:443) failure 1/2",
                "Check of 10.0.1.1:443 (tcp:10.0.0.1:443) failed: refused",
                "emailalert: Inaccessible real server: 10.0.1.1:443 (10.0.0.1:443)",
                "The certificate of 10.0.1.1:443 (tcp:10.0.0.1:443) expires in 60 minutes (2026-11-20)",
                "Resetting soft failure count: 10.0.1.1:443 (tcp:10.0.0.1:443)",
            ],
            _log.Lines);
    }

    [Fact]
    public void InMaintenance_FailuresAreNeitherLoggedNorMailed()
    {
        Publish(HealthTracker.OnAdmin(_server, AdminState.Maintenance, _time.GetUtcNow())!.Value);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            Observe(Failure());
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Observe(new CheckResult(StatusCode.ResponseOk, "fine"));
        Publish(HealthTracker.OnAdmin(_server, AdminState.Ready, _time.GetUtcNow())!.Value);
        Assert.Equal(
            [
                "Server in maintenance: 10.0.1.1:443 (tcp:10.0.0.1:443)",
                "Server no longer in maintenance: 10.0.1.1:443 (tcp:10.0.0.1:443): it returns with its next passed check",
            ],
            _log.Lines);
    }

    [Fact]
    public void CheckThatThisMachineCannotMake_IsLoggedOnceUntilItsReasonWasGone()
    {
        var repairs = 0;
        var observer = new CheckWayObserver(_log, () => repairs++);
        var unfit = new CheckResult(StatusCode.LocalUnfit, "accept_local is 0");
        foreach (var result in new[] { unfit, unfit, Failure(), unfit })
        {
            var transition = HealthTracker.OnResult(_server, new ProbeResult(result, TimeSpan.Zero), _time.GetUtcNow());
            _server.Apply(transition);
            observer.OnTransition(transition);
        }

        const string Line = "Check of 10.0.1.1:443 (tcp:10.0.0.1:443) and others is not possible here, and health stays as it is: "
            + "accept_local is 0";
        Assert.Equal([Line, Line], _log.Lines);
        Assert.Equal(3, repairs);
    }

    private static CheckResult Failure() => new(StatusCode.ConnectRefused, "refused");

    private void Observe(CheckResult result) =>
        Publish(HealthTracker.OnResult(_server, new ProbeResult(result, TimeSpan.Zero), _time.GetUtcNow()));

    private void Publish(ServerTransition transition)
    {
        _server.Apply(transition);
        foreach (var observer in Observers(isDryRun: false))
            observer.OnTransition(transition);
    }

    private ImmutableArray<IDirectorObserver> Observers(bool isDryRun) =>
        DirectorObservers.InOrder(_log, new MonitorFiles(_log, _time), _mail, _state, isDryRun);
}
