using System.Diagnostics;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>Waits for the director's threads, in real time.</summary>
internal static class RealTime
{
    /// <summary>Longer than any machine takes for one step.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <returns>Whether the condition came true within <see cref="Limit"/>.</returns>
    public static async Task<bool> EventuallyAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; !condition(); i++)
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                return false;
            if (i < 200)
                await Task.Yield();
            else
                await Task.Delay(1);
        }

        return true;
    }
}
