
using Ldirectord.Director;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

public class RetryBackoffTests
{
    private readonly ManualTime _time = new();
    private int _fired;

    [Fact]
    public void RepeatedFailures_AreRetriedLaterAndLater_ButEveryHalfMinute()
    {
        using var timer = Timer();
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            timer.Failed();
            Assert.Equal(seconds, SecondsUntilItFires());
            timer.Taken();
        }

        timer.Succeeded();
        timer.Failed();
        Assert.Equal(1, SecondsUntilItFires());
    }

    [Fact]
    public void RepeatedRequests_DoNotDelayTheRetry()
    {
        using var timer = Timer();
        timer.Within(TimeSpan.FromSeconds(3));
        for (var second = 0; second < 2; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            timer.Failed();
            timer.Within(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(1, SecondsUntilItFires());
    }

    [Fact]
    public void EarlierRequest_MovesTheRetryForward()
    {
        using var timer = Timer();
        timer.Within(TimeSpan.FromSeconds(30));
        timer.Within(TimeSpan.FromSeconds(1));
        Assert.Equal(1, SecondsUntilItFires());
    }

    private RetryBackoff Timer() => new(_time, () => _fired++);

    private int SecondsUntilItFires()
    {
        for (var (before, seconds) = (_fired, 0); seconds < 60; seconds++)
        {
            if (_fired > before)
                return seconds;
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return int.MaxValue;
    }
}
