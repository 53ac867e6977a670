using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public class HistogramReplayTests
{
    private static readonly double[] s_bounds = [0.001, 0.0025, 0.1, 1, 30];

    [Fact]
    public void AnyValues_MakeTheSameHistogramAgain() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(),
        numbers =>
        {
            double[] values = [.. numbers.Select(number => Math.Abs(number % 70_000) / 1000.0)];
            var replayed = new List<double>();
            var replay = new HistogramReplay(s_bounds);
            replay.Add(Counts(values), values.Sum());
            // By and by, as a budget may demand.
            while (replay.Take(3, replayed.Add) > 0)
            {
            }

            Assert.Equal(Counts(values), Counts(replayed));
            Assert.Equal(values.Sum(), replayed.Sum(), values.Sum() * 1e-6 + 1e-9);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-5, 3)] // no sum that such values have
    [InlineData(1e9, 3)]
    [InlineData(double.MaxValue, 3)]
    public void ImpossibleSum_KeepsTheCounts(double sum, int count)
    {
        var replayed = new List<double>();
        var replay = new HistogramReplay(s_bounds);
        replay.Add([count, 0, count, 0, 0, count], sum);
        replay.Take(int.MaxValue, replayed.Add);
        Assert.Equal([count, 0, count, 0, 0, count], Counts(replayed));
    }

    [Fact]
    public void CountBeyondTheBudget_WaitsForTheNextRound()
    {
        var replay = new HistogramReplay(s_bounds);
        replay.Add([0, long.MaxValue, 0, 0, 0, 0], 1e15);
        Assert.Equal(1000, replay.Take(1000, value => Assert.InRange(value, 0.001, 0.0025)));
        Assert.Equal(1000, replay.Take(1000, _ => { }));
    }

    [Theory]
    [InlineData("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\n", "[1] [2,1] 4")]
    [InlineData("h_bucket{le=\"1\"} 2\nh_sum 4\n", "")] // without +Inf
    [InlineData("h_bucket{le=\"+Inf\"} 2\n", "")] // without sum
    [InlineData("h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 4\n", "")]
    [InlineData("h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 4\n", "")]
    [InlineData("h_bucket{le=\"+Inf\"} 1e300\nh_sum 4\n", "")]
    [InlineData("h_bucket{le=\"+Inf\"} NaN\nh_sum 4\n", "")]
    [InlineData("h_bucket{le=\"x\"} 1\nh_bucket 2\nh_sum{a=\"} 4\n", "")]
    public void HistogramOfText_IsReadOrLeftOut(string text, string expected)
    {
        // Lines as they are in a reading: with the label "director".
        var lines = new StringBuilder();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            lines.Append(line.Contains('{', StringComparison.Ordinal) ? line.Replace("{", "{director=\"d\",", StringComparison.Ordinal)
                : line.Replace(" ", "{director=\"d\"} ", StringComparison.Ordinal)).Append('\n');
        }

        Assert.Equal(expected, string.Join(' ', HistogramReading.Read("h", lines).Select(reading =>
            $"[{string.Join(',', reading.Bounds)}] [{string.Join(',', reading.Counts)}] {reading.Sum}")));
    }

    [Theory]
    [InlineData("""a{b="x\"} 1\nc{d=\\"} 5""", "b=x\"} 1\nc{d=\\", 5)]
    [InlineData("""a{b="1",c="2"} 1e3 1700000000""", "b=1,c=2", 1000)]
    [InlineData("a{} -Inf", "", double.NegativeInfinity)]
    public void Line_IsTakenApart(string line, string labels, double value)
    {
        Assert.True(SampleLine.TrySplit(line, out var series, out var found));
        Assert.Equal((value, labels), (found, string.Join(',', SampleLine.Labels(series)!.Select(label => $"{label.Name}={label.Value}"))));
    }

    [Theory]
    [InlineData("""a{b="1} 5""")]
    [InlineData("""a{b=1} 5""")]
    [InlineData("""a{b="1"c="2"} 5""")]
    [InlineData("""a{b="1",} 5""")]
    [InlineData("""a{="1"} 5""")]
    [InlineData("""a{b="1\} 5""")]
    [InlineData("""a{b="1"} x""")]
    [InlineData("""a{b="1"}""")]
    [InlineData("")]
    public void BrokenLine_IsNone(string line) =>
        Assert.False(SampleLine.TrySplit(line, out var series, out _) && SampleLine.Labels(series) is not null);

    private static long[] Counts(IEnumerable<double> values)
    {
        var counts = new long[s_bounds.Length + 1];
        foreach (var value in values)
            counts[s_bounds.Count(bound => bound < value)]++;
        return counts;
    }
}
