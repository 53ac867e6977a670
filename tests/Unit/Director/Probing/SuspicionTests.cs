using Ldirectord.Director;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>The extra check of a server that may have died.</summary>
public class SuspicionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly ManualTime _time = new();
    private readonly Backend _server = new();

    private ProbeKey Key => new(new BackendCheck(EndPoint("10.0.1.1:80"), _server, CheckTimeout), TimeSpan.FromHours(1));

    [Fact]
    public async Task SuspectedServer_IsCheckedAtOnce_AndAgainAtMostOnceASecond()
    {
        using var scheduler = await StartedAsync();
        for (var i = 0; i < 5; i++)
            scheduler.Suspect(Key);
        await SettledAsync(2);
        _time.Advance(TimeSpan.FromSeconds(1) - Moment);
        await SettledAsync(2);
        _time.Advance(Moment);
        await SettledAsync(3);

        // The one that waited was for all of them.
        _time.Advance(TimeSpan.FromSeconds(10));
        await SettledAsync(3);
        scheduler.Suspect(Key);
        await SettledAsync(4);
    }

    [Fact]
    public async Task CheckThatHasFailed_SaidSoAlready()
    {
        using var scheduler = await StartedAsync();
        _server.Die();
        scheduler.Suspect(Key);
        await SettledAsync(2);
        scheduler.Suspect(Key);
        _time.Advance(TimeSpan.FromSeconds(5));
        scheduler.Suspect(Key);
        await SettledAsync(2);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public async Task CheckUnderWay_RunsOnceMoreIfItPasses(bool fails, int checks)
    {
        using var scheduler = await StartedAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Hold = release.Task;
        scheduler.CheckNow(Key);
        await Eventually.EqualAsync(2, () => _server.Probes);
        scheduler.Suspect(Key);
        await Reactor.Shared.PingAsync();
        if (fails)
            _server.Die();
        release.SetResult();
        await SettledAsync(checks);
    }

    [Fact]
    public async Task UnknownOrStoppedProbe_IsLeftAlone()
    {
        using var scheduler = await StartedAsync();
        scheduler.Suspect(Key);
        scheduler.Suspect(Key);
        scheduler.Stop(Key);
        scheduler.Suspect(Key);
        await Reactor.Shared.PingAsync();
        Assert.Equal(0, _time.ArmedTimers);
    }

    private async Task<ProbeScheduler> StartedAsync()
    {
        var scheduler = new ProbeScheduler(_time, happened => ((ProbesCompleted)happened).Handled.SetResult());
        scheduler.Start(Key);
        await SettledAsync(1);
        return scheduler;
    }

    /// <summary>So many checks have been, and the probe has come to its pause.</summary>
    private async Task SettledAsync(int checks)
    {
        await Eventually.EqualAsync(checks, () => _server.Probes);
        await _time.WaitForArmedAsync(1);
        await Reactor.Shared.PingAsync();
        Assert.Equal(checks, _server.Probes);
    }
}
