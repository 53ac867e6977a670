using Ldirectord.Director;

namespace Ldirectord.Tests.Director;

public class EventBufferTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly EventBuffer _events = new(s_start);

    private long Zero => s_start.ToUnixTimeMilliseconds() * 1000;

    [Fact]
    public void EventsAfterANumber_AreTheOldestOfThem()
    {
        Fill(5);
        var page = _events.Read(Zero + 2, 2);
        Assert.Equal((Zero + 1, Zero + 5, false), (page.First, page.Last, page.Lost));
        Assert.Equal([Zero + 3, Zero + 4], page.Events.Select(one => one.Id));
        Assert.Empty(_events.Read(Zero + 5, 2).Events);
    }

    [Fact]
    public void WithoutANumber_TheNewestAreTold()
    {
        Assert.Empty(_events.Read(null, 2).Events);
        Fill(5);
        Assert.Equal([Zero + 4, Zero + 5], _events.Read(null, 2).Events.Select(one => one.Id));
        Assert.Equal(5, _events.Read(null, 10_000).Events.Length);
    }

    [Fact]
    public void NumberOfAnotherStart_IsKnown_AndAllThatIsKeptIsTold()
    {
        Fill(3);
        foreach (var other in new[] { 0, Zero - 1, Zero + 4, long.MaxValue })
        {
            var page = _events.Read(other, 100);
            Assert.True(page.Lost);
            Assert.Equal(3, page.Events.Length);
        }

        Assert.False(_events.Read(Zero, 100).Lost);
    }

    [Fact]
    public void LaterStart_HasHigherNumbers()
    {
        Fill(10);
        var later = new EventBuffer(s_start.AddMilliseconds(1));
        Assert.True(later.Add(s_start, EventKind.Started, null, null, "").Id > _events.Last);
    }

    [Fact]
    public void TooManyEvents_LoseTheOldest_AndTheLossIsSaid()
    {
        Fill(EventBuffer.MaximumEvents + 10);
        var page = _events.Read(Zero + 9, int.MaxValue);
        Assert.Equal((Zero + 11, true, EventBuffer.MaximumEvents), (page.First, page.Lost, page.Events.Length));
        Assert.False(_events.Read(Zero + 10, 1).Lost);
    }

    [Fact]
    public void LongMessages_AreCut_AndTakeTwoMegabytesAtMost()
    {
        var message = new string('x', 5000);
        for (var i = 0; i < 3000; i++)
            _events.Add(s_start, EventKind.Down, null, null, message);
        var kept = _events.Read(null, int.MaxValue).Events;
        Assert.InRange(kept.Sum(one => 120 + (2 * one.Message.Length)), EventBuffer.MaximumBytes - 4096, EventBuffer.MaximumBytes);
        Assert.Equal(1001, kept[0].Message.Length);
    }

    [Fact]
    public void HostileMessage_IsPrintable() =>
        Assert.Equal(@"\x1B[2J\x0A", _events.Add(s_start, EventKind.Down, null, null, "\e[2J\n").Message);

    private void Fill(int count)
    {
        for (var i = 0; i < count; i++)
            _events.Add(s_start, EventKind.Down, "tcp:10.0.0.1:80", "10.0.0.2:80", "connection refused");
    }
}
