namespace Ldirectord.Web;

/// <summary>
/// How much a counter grew since the last reading. A sum that is sent counts from the moment at which the console first heard the
/// director, so that its start time and its value tell the truth together, also when a daemon restarts.
/// </summary>
internal static class CounterRule
{
    /// <param name="last">The value of the last reading; null if the series is new.</param>
    /// <param name="isKnown">The director answered before.</param>
    /// <param name="isRestarted">The director's daemon is another process than at the last reading.</param>
    /// <param name="isKernels">The kernel counts, for longer than the daemon lives.</param>
    public static double Increase(double? last, double now, bool isKnown, bool isRestarted, bool isKernels)
    {
        if (!double.IsFinite(now) || now < 0)
            return 0;
        if (last is not { } before)
            return isKnown && !isKernels ? now : 0; // of a real server that is new, say
        return now < before || (isRestarted && !isKernels) ? now : now - before;
    }

    /// <summary>Whether the kernel counts; a service that is taken out of its table and put back begins at 0.</summary>
    public static bool IsKernels(string metric) => metric.StartsWith("ldirectord_ipvs_", StringComparison.Ordinal);
}
