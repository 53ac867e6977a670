using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class SteerOrderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly SteerRequest s_server = new("10.0.0.2:80");

    [Theory]
    [InlineData("2h", "2026-11-29T14:00:00Z")]
    [InlineData("90", "2026-11-29T12:01:30Z")]
    [InlineData("2026-12-01T08:00Z", "2026-12-01T08:00:00Z")]
    [InlineData("2026-12-01T08:00:30+01:00", "2026-12-01T07:00:30Z")]
    public void Until_IsALengthOfTimeOrATime(string until, string expected) =>
        Assert.Equal(expected, NoteText.Time(Order(SteerAction.Drain, s_server with { Until = until }).Until!.Value));

    [Fact]
    public void Drain_IsWrittenWithAllThatWasSaid()
    {
        var order = Order(
            SteerAction.Drain, s_server with { Reason = " new disk ", Until = "2h", Limit = "10m", Hard = true, Force = true });
        Assert.Equal(
            new MaintenanceNote("new disk")
            {
                Mode = AdminState.Drain,
                IsHard = true,
                Who = "alice",
                Since = s_now,
                Until = s_now.AddHours(2),
                Limit = TimeSpan.FromMinutes(10),
            },
            order.Note("alice", s_now));
        Assert.True(order is { TakesOut: true, IsForced: true, Removes: false });
    }

    [Theory]
    [InlineData("5", 5, false, false)]
    [InlineData("50%", 50, true, false)]
    [InlineData("0", 0, false, true)]
    [InlineData("0%", 0, true, true)]
    public void Weight_IsAWeightOrAShare_AndZeroTakesOut(string text, int value, bool isPercent, bool takesOut)
    {
        var order = Order(SteerAction.Weight, s_server with { Weight = text });
        Assert.Equal(new WeightAnswer(value, isPercent), order.Weight);
        Assert.Equal((takesOut, false, true), (order.TakesOut, order.Removes, order.IsWeight));
    }

    [Fact]
    public void WeightAuto_Removes() => Assert.True(Order(SteerAction.Weight, s_server with { Weight = "auto" }).Removes);

    [Fact]
    public void Recheck_NeedsNoServer() => Assert.Null(Order(SteerAction.Recheck, new SteerRequest()).Server);

    [Theory]
    [InlineData("Drain", "", null, null, null, "no server: expected HOST or HOST:PORT")]
    [InlineData("Drain", "a b", null, null, null, "invalid server \"a b\": expected HOST or HOST:PORT")]
    [InlineData("Recheck", "a\u001bb", null, null, null, "invalid server \"a\\x1Bb\": expected HOST or HOST:PORT")]
    [InlineData("Drain", "web1", "soon", null, null, "invalid until \"soon\": expected a time such as 90s, 10m, 2h or 7d, or a time")]
    [InlineData("Drain", "web1", "2026-11-29T11:59Z", null, null, "until 2026-11-29T11:59:00Z is over: expected a time to come")]
    [InlineData("Drain", "web1", "0", null, null, "until 2026-11-29T12:00:00Z is over")]
    [InlineData("Drain", "web1", null, "-1", null, "invalid limit \"-1\": expected a time such as 90s, 10m, 2h or 7d, or none")]
    [InlineData("Weight", "web1", null, null, null, "invalid weight \"\": expected a weight such as 5, a share such as 50%, or auto")]
    [InlineData("Weight", "web1", null, null, "101%", "invalid weight \"101%\"")]
    [InlineData("Weight", "web1", null, null, "-1", "invalid weight \"-1\"")]
    [InlineData("Weight", "web1", null, "10m", "5", "limit belongs to drain and maintenance")]
    [InlineData("Drain", "web1", null, null, "5", "weight belongs to weight")]
    [InlineData("Enable", "web1", "2h", null, null, "until and reason belong to drain, maintenance, weight and withdraw")]
    [InlineData("Recheck", "web1", null, "10m", null, "limit belongs to drain and maintenance")]
    public void BadValue_IsRefusedInWords(string action, string server, string? until, string? limit, string? weight, string mistake)
    {
        var request = new SteerRequest(server.Length > 0 ? server : null, Until: until, Limit: limit, Weight: weight);
        Assert.Null(SteerOrder.Of(Enum.Parse<SteerAction>(action), request, s_now, out var said));
        Assert.StartsWith(mistake, said, StringComparison.Ordinal);
    }

    [Fact]
    public void ReasonThatIsTooLong_AndHardWithoutDrain_AreRefused()
    {
        Assert.Null(SteerOrder.Of(SteerAction.Drain, s_server with { Reason = new string('x', 201) }, s_now, out var mistake));
        Assert.Equal("the reason is too long: expected at most 200 characters", mistake);
        Assert.Null(SteerOrder.Of(SteerAction.Maintenance, s_server with { Hard = true }, s_now, out mistake));
        Assert.Equal("hard belongs to drain", mistake);
        Assert.Null(SteerOrder.Of(SteerAction.Enable, s_server with { Reason = "x" }, s_now, out mistake));
        Assert.Equal("until and reason belong to drain, maintenance, weight and withdraw", mistake);
    }

    private static SteerOrder Order(SteerAction action, SteerRequest request)
    {
        var order = SteerOrder.Of(action, request, s_now, out var mistake);
        Assert.True(order is not null, mistake);
        return order;
    }
}
