using System.Diagnostics;

namespace Ldirectord.Tests.Support;

/// <summary>Waits for a condition that something outside the test brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks until it is true; fails after half a minute.</summary>
    public static async Task TrueAsync(Func<bool> condition, string what = "the condition")
    {
        for (var start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"{what} did not come about within {s_patience.TotalSeconds} s");
            await Task.Delay(5);
        }
    }
}
