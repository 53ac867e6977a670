using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class WatchHistoryTests
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("20 20", "0 0", false)]
    [InlineData("20 20 20", "0 0 10", false)]
    [InlineData("20 20 20 20 20 20", "0 0 10 10 10 20", false)]
    [InlineData("20 20 20 20 20 20 20 20 20", "0 0 10 10 10 20 20 20 40", false)]
    [InlineData("20 20 20 20 20 20 20 20 20 20 20 20", "0 0 10 10 10 20 20 20 40 40 40 40", false)] // 20 + 40 is rare enough
    [InlineData("50 50 50 50 50 50", "0 0 0 0 0 0", false)] // five checkintervals: rare enough as it is
    [InlineData("2 2", "0 0", false)]
    [InlineData("0 2 9", "0 0 10", true)]
    [InlineData("2 2 10 2 2", "0 0 10 10 10", false)] // not in a row
    [InlineData("2 2 10 2 2 2", "0 0 10 10 10 20", true)]
    public void NeedlessCloses_MakeTheWaitLongerOrEndTheWatch(string held, string waits, bool isGivenUp)
    {
        var (history, seen) = (default(WatchHistory), new List<double>());
        foreach (var seconds in held.Split(' ').Select(double.Parse))
        {
            Assert.False(history.IsGivenUp);
            history = history.AfterNeedlessClose(TimeSpan.FromSeconds(seconds), CheckInterval);
            seen.Add(history.Wait.TotalSeconds);
        }

        Assert.Equal((waits, isGivenUp), (string.Join(' ', seen), history.IsGivenUp));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(35)]
    [InlineData(600)]
    public void ServerThatClosesIdleConnections_CostsAtMostAFifthMoreChecksInTheLongRun(double seconds)
    {
        var (held, history) = (TimeSpan.FromSeconds(seconds), default(WatchHistory));
        for (var i = 0; i < 30 && !history.IsGivenUp; i++)
            history = history.AfterNeedlessClose(held, CheckInterval);
        Assert.True(history.IsGivenUp || CheckInterval / (held + history.Wait) <= 0.2, $"{history}");
    }
}
