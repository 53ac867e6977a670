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
    public void Order_IsLogThenEventsThenMonitorFileThenMailThenCertificate()
    {
        Assert.Equal(
            [typeof(LogObserver), typeof(EventObserver), typeof(MonitorFileObserver), typeof(MailObserver), typeof(CertificateObserver)],
            Observers(isDryRun: false).Select(observer => observer.GetType()));
        Assert.Equal(
            [typeof(LogObserver), typeof(EventObserver), typeof(MailObserver), typeof(CertificateObserver)],
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
        Publish(HealthTracker.OnAdmin(_server, AdminOrder.Out, _time.GetUtcNow())!.Value);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            Observe(Failure());
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Observe(new CheckResult(StatusCode.ResponseOk, "fine"));
        Publish(HealthTracker.OnAdmin(_server, default, _time.GetUtcNow())!.Value);
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

    [Fact]
    public void ProgramThatDoesNotKnow_IsSaidAfterFailurecountResults_OnceAndWhenItKnowsAgain()
    {
        _mail.Apply(_state.Config);
        foreach (var result in new[] { Unknown(), Unknown(), Unknown(), new CheckResult(StatusCode.ProgramOk, "fine") })
            Observe(result);

        const string Failed = "Check of 10.0.1.1:443 (tcp:10.0.0.1:443) failed: usage";
        const string Said = "Unknown health of real server: 10.0.1.1:443 (tcp:10.0.0.1:443), 2 times in a row, and it stays as it is: "
            + "usage";
        const string Known = "Health of real server is known again: 10.0.1.1:443 (tcp:10.0.0.1:443): fine";
        Assert.Equal([Failed, Failed, Said, $"emailalert: {Said}", Failed, Known, $"emailalert: {Known}"], _log.Lines);
    }

    [Fact]
    public void ProgramThatDoesNotKnow_IsNotCountedInMaintenance()
    {
        Publish(HealthTracker.OnAdmin(_server, AdminOrder.Out, _time.GetUtcNow())!.Value);
        foreach (var _ in Enumerable.Range(0, 4))
            Observe(Unknown());

        Assert.Equal(0, _server.View.Unknown.Count);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Reload_KeepsWhatWasSaid_ThoughNotTheCountOfAnotherCheck()
    {
        Observe(Unknown());
        Observe(Unknown());
        var other = Real("10.0.1.1:443", new Backend());

        Assert.Equal(new UnknownResults(2, IsSaid: true), _server.CarryInto(_server.Service, _server.Server).View.Unknown);
        Assert.Equal(new UnknownResults(0, IsSaid: true), _server.CarryInto(_server.Service, other).View.Unknown);
    }

    private static CheckResult Unknown() => new(StatusCode.ProgramUnknown, "usage");

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
