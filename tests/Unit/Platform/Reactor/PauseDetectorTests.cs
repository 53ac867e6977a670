using Ldirectord.Platform;

namespace Ldirectord.Tests.Platform;

public class PauseDetectorTests
{
    private static readonly TimeSpan s_now = TimeSpan.FromSeconds(10);

    private readonly PauseDetector _pauses = new();

    public static TheoryData<TimeSpan> NormalDelays => [TimeSpan.FromSeconds(-1), TimeSpan.Zero, PauseDetector.NormalDelay];

    public static TheoryData<TimeSpan> Pauses => [PauseDetector.NormalDelay + TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)];

    [Theory, MemberData(nameof(NormalDelays))]
    public void SlightlyLateRound_Counts(TimeSpan late)
    {
        _pauses.CameRound(s_now, late);
        Assert.Equal(TimeSpan.Zero, _pauses.Paused);
    }

    [Theory, MemberData(nameof(Pauses))]
    public void Pause_IsSubtractedAndALittleMore(TimeSpan late)
    {
        _pauses.CameRound(s_now, late);
        Assert.Equal(late + PauseDetector.NormalDelay, _pauses.Paused);
    }

    [Fact]
    public void PausesFarEnoughApart_AreSubtractedEach()
    {
        var late = TimeSpan.FromSeconds(1);
        for (var pause = 1; pause <= 3; pause++)
        {
            _pauses.CameRound(pause * (PauseDetector.MinimumGap + late), late);
            Assert.Equal(pause * (late + PauseDetector.NormalDelay), _pauses.Paused);
        }
    }

    /// <summary>Otherwise no deadline would ever pass: each round subtracts more time than it took.</summary>
    [Theory]
    [InlineData(0.51)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(3600)]
    public void OnAMachineThatIsAlwaysLate_DeadlinesStillPass(double seconds)
    {
        var (now, late) = (TimeSpan.Zero, TimeSpan.FromSeconds(seconds));
        for (var round = 0; round < 1000; round++)
            _pauses.CameRound(now += late, late);
        Assert.InRange(_pauses.Paused, TimeSpan.FromMilliseconds(10), 0.6 * now);
    }
}
