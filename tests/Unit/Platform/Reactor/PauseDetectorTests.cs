
using Ldirectord.Platform;

namespace Ldirectord.Tests.Platform;

public class PauseDetectorTests
{
    private readonly PauseDetector _heldUp = new();

    [Theory]
    [InlineData(-100)]
    [InlineData(0)]
    [InlineData(PauseDetector.MostLate)]
    public void ARoundThatIsHardlyLate_Counts(double late)
    {
        _heldUp.CameRound(now: 1000, late);
        Assert.Equal(0, _heldUp.Ticks);
    }

    [Theory]
    [InlineData(PauseDetector.MostLate + 1)]
    [InlineData(360_000)] // an hour
    public void APause_IsForgivenAndALittleMore(double late)
    {
        _heldUp.CameRound(now: 1000, late);
        Assert.Equal(late + PauseDetector.MostLate, _heldUp.Ticks);
    }

    [Fact]
    public void PausesFarEnoughApart_AreForgivenEach()
    {
        for (var pause = 1; pause <= 3; pause++)
        {
            _heldUp.CameRound(now: pause * (PauseDetector.Rest + 100), late: 100);
            Assert.Equal(pause * (100 + PauseDetector.MostLate), _heldUp.Ticks);
        }
    }

    /// <summary>Else it would never come to a deadline: each round gives more than it took.</summary>
    [Theory]
    [InlineData(51)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(360_000)]
    public void AMachineThatIsAlwaysLate_StillComesToItsDeadlines(double late)
    {
        var now = 0.0;
        for (var round = 0; round < 1000; round++)
            _heldUp.CameRound(now += late, late);
        Assert.InRange(_heldUp.Ticks, 1, 0.6 * now);
    }
}
