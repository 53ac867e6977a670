
using Ldirectord.Daemon;
using Ldirectord.Director;

namespace Ldirectord.Tests.Daemon;

public class SdMessagesTests
{
    private const string Up = "1 of 2 virtual services up, 3 of 8 real servers up";
    private const string Extend = "EXTEND_TIMEOUT_USEC=60000000";
    private const string Reloading = "RELOADING=1\nMONOTONIC_USEC=4711";

    private static readonly LivenessReport s_starting = new(false, false, 0, null, new UpCount(1, 2), new UpCount(3, 8));
    private static readonly LivenessReport s_running = s_starting with { FirstRoundIsOver = true };
    private static readonly LivenessReport s_reloading = s_running with { IsReloading = true };

    [Fact]
    public void Start_IsExtendedUntilTheFirstRoundIsOver_ThenReady()
    {
        Assert.Equal([$"{Extend}\nSTATUS=first checks under way: {Up}"], Between(null, s_starting));
        Assert.Equal([Extend], Between(s_starting, s_starting));
        Assert.Equal([$"READY=1\nSTATUS={Up}"], Between(s_starting, s_running));
    }

    [Fact]
    public void FirstReportAfterTheFirstRound_IsReadyAtOnce() => Assert.Equal([$"READY=1\nSTATUS={Up}"], Between(null, s_running));

    [Fact]
    public void UnchangedState_SendsNoMessage() => Assert.Empty(Between(s_running, s_running));

    [Fact]
    public void FailedServer_IsOneStatus() =>
        Assert.Equal(["STATUS=1 of 2 virtual services up, 2 of 8 real servers up"],
            Between(s_running, s_running with { Servers = new UpCount(2, 8) }));

    [Fact]
    public void Reload_IsReportedWhenItBeginsAndWhenItEnds()
    {
        Assert.Equal([$"{Reloading}\nSTATUS=reloading: {Up}"], Between(s_running, s_reloading));
        Assert.Empty(Between(s_reloading, s_reloading));
        Assert.Equal([$"READY=1\nSTATUS={Up}"], Between(s_reloading, s_running with { Reloads = 1 }));
    }

    [Fact]
    public void ReloadBetweenTwoReports_IsReportedCompletely() =>
        Assert.Equal([Reloading, "READY=1"], Between(s_running, s_running with { Reloads = 1 }));

    [Fact]
    public void ReloadAfterAnother_EndsTheOneAndBeginsTheOther() =>
        Assert.Equal(["READY=1", Reloading], Between(s_reloading, s_reloading with { Reloads = 1 }));

    [Fact]
    public void RefusedFile_IsReadyAgain_AndShownUntilAFileIsAccepted()
    {
        var refused = s_running with { Reloads = 1, Refusal = "/etc/ha.d/web.cf:3: no\nsuch host" };
        Assert.Equal(
            [$"READY=1\nSTATUS={Up}; configuration rejected, the previous one stays active: /etc/ha.d/web.cf:3: no\\x0Asuch host"],
            Between(s_reloading, refused));
        Assert.Equal([Reloading, $"READY=1\nSTATUS={Up}"], Between(refused, s_running with { Reloads = 2 }));
    }

    [Fact]
    public void ReloadDuringTheStart_DoesNotMakeItReady()
    {
        Assert.Equal([Extend], Between(s_starting, s_starting with { IsReloading = true }));
        Assert.Equal([Extend], Between(s_starting with { IsReloading = true }, s_starting with { Reloads = 1 }));
        Assert.Equal(["READY=1", $"{Reloading}\nSTATUS=reloading: {Up}"], Between(s_starting with { IsReloading = true }, s_reloading));
    }

    private static IEnumerable<string> Between(LivenessReport? before, LivenessReport now) => SdMessages.Between(before, now, 4711);
}
