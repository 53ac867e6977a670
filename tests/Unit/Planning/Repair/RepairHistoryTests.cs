using Ldirectord.Planning;

namespace Ldirectord.Tests.Planning;

public class RepairHistoryTests
{
    [Fact]
    public void DifferenceEachSecond_IsPutBackThreeTimes_ThenOnceAfterPausesThatDouble()
    {
        var steps = Play(Enumerable.Range(0, 6 * 3600));
        Assert.Equal([0, 1, 2, 303, 904, 2105, 4506, 8107, 11708, 15309, 18910], Of(steps, RepairStep.PutBack));
        var pauses = Of(steps, RepairStep.BeginPause);
        Assert.Equal([3, 304, 905, 2106, 4507, 8108, 11709, 15310, 18911], pauses);
        Assert.Equal([5, 10, 20, 40, 60, 60, 60, 60, 60], steps.Where(s => s.Step == RepairStep.BeginPause).Select(s => s.Pause));
    }

    [Fact]
    public void ThreeTimesInMoreThanFiveMinutes_IsNoQuarrel() =>
        Assert.DoesNotContain(Play(Enumerable.Range(0, 100).Select(i => 150 * i)), s => s.Step != RepairStep.PutBack);

    [Fact]
    public void FiveQuietMinutesAfterAPause_ForgetIt()
    {
        var steps = Play([0, 1, 2, 3, 303, 603, 604, 605, 606]);
        Assert.Equal([0, 1, 2, 303, 603, 604, 605], Of(steps, RepairStep.PutBack));
        Assert.Equal([5, 5], steps.Where(s => s.Step == RepairStep.BeginPause).Select(s => s.Pause));
    }

    [Fact]
    public void History_IsOverFiveMinutesAfterItsEnd()
    {
        var once = RepairHistory.None.OnDifference(TimeSpan.FromSeconds(10)).Next;
        Assert.False(once.IsOver(TimeSpan.FromSeconds(309)));
        Assert.True(once.IsOver(TimeSpan.FromSeconds(310)));
        var paused = new RepairHistory([], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.False(paused.IsOver(TimeSpan.FromMinutes(10)));
        Assert.True(paused.IsOver(TimeSpan.FromMinutes(11)));
    }

    private static List<(int Second, RepairStep Step, double Pause)> Play(IEnumerable<int> differsAt)
    {
        var history = RepairHistory.None;
        var steps = new List<(int, RepairStep, double)>();
        foreach (var second in differsAt)
        {
            (var step, history) = history.OnDifference(TimeSpan.FromSeconds(second));
            steps.Add((second, step, history.Pause.TotalMinutes));
        }

        return steps;
    }

    private static IEnumerable<int> Of(IEnumerable<(int Second, RepairStep Step, double)> steps, RepairStep step) =>
        steps.Where(one => one.Step == step).Select(one => one.Second);
}
