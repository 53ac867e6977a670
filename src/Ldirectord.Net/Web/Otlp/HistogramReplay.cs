namespace Ldirectord.Web;

/// <summary>
/// What a histogram counted, as values that make the same histogram again: the library takes values, not buckets. As many values lie in
/// each bucket, and all together have the sum.
/// </summary>
/// <param name="bounds">Upper bounds, ascending; one bucket more is above them.</param>
internal sealed class HistogramReplay(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <param name="counts">Of each bucket, beside what is in those below.</param>
    public void Add(ReadOnlySpan<long> counts, double sum)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += counts[i];
        _sum += sum;
    }

    /// <summary>Takes values out; what is left is for the next time.</summary>
    /// <param name="most">Values; a counter that leaps must not hold the console up.</param>
    /// <returns>How many were taken.</returns>
    public int Take(int most, Action<double> record)
    {
        var place = Place();
        var taken = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            var value = Value(i, place);
            var count = (int)Math.Min(_counts[i], most - taken);
            for (var n = 0; n < count; n++)
                record(value);
            _counts[i] -= count;
            _sum -= count * value;
            taken += count;
        }

        return taken;
    }

    /// <summary>Where in its bucket each value lies, the same in all: just above 0 at the lower bound, 1 at the upper one.</summary>
    private double Place()
    {
        double low = 0, high = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            low += _counts[i] * Lower(i);
            high += _counts[i] * Upper(i);
        }

        return high > low ? Math.Clamp((_sum - low) / (high - low), 1e-9, 1) : 1;
    }

    private double Value(int bucket, double place) =>
        Math.Min(Lower(bucket) + (place * (Upper(bucket) - Lower(bucket))), Upper(bucket));

    private double Lower(int bucket) => bucket == 0 ? 0 : bounds[bucket - 1];

    /// <summary>No value above the last bound is larger than the sum of all.</summary>
    private double Upper(int bucket) => bucket < bounds.Length ? bounds[bucket] : Math.Max(_sum, 2 * Lower(bucket));
}
