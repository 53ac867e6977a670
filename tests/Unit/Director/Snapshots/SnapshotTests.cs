using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>What those are told who ask the director how its table stands.</summary>
public class SnapshotTests
{
    [Fact]
    public async Task ManyWhoAskTogether_AreAnsweredByOneLookAtTheTable()
    {
        using var reading = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        await using var director = new RunningDirector(Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", new Backend()))));
        await director.FirstRoundAsync();
        var looks = 0;
        director.Table.BeforeReadingAll = () =>
        {
            if (Interlocked.Increment(ref looks) > 1)
                return;
            reading.Set();
            goOn.Wait(TimeSpan.FromSeconds(20));
        };
        var first = director.SnapshotAsync();
        Assert.True(reading.Wait(TimeSpan.FromSeconds(20)));
        var others = Enumerable.Range(0, 50).Select(_ => director.SnapshotAsync()).ToList();
        goOn.Set();
        var snapshots = await Task.WhenAll([first, .. others]).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, looks);
        Assert.NotSame(snapshots[0], snapshots[1]);
        Assert.All(snapshots[1..], snapshot => Assert.Same(snapshots[1], snapshot));
    }
}
