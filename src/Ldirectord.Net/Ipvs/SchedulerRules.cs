namespace Ldirectord.Ipvs;

/// <summary>What the kernel's schedulers do with a destination of weight 0.</summary>
internal static class SchedulerRules
{
    /// <summary>
    /// True if a new client never meets a destination of weight 0. The hashing schedulers keep its part of the clients for it, and refuse them.
    /// sh and mh look for another destination where their fallback flag is set; dh has no such flag.
    /// </summary>
    public static bool PassesOverWeightZero(Service service) => PassesOverWeightZero(service.Scheduler, service.Flags);

    public static bool PassesOverWeightZero(string scheduler, ServiceFlags flags) => scheduler switch
    {
        "dh" => false,
        "sh" or "mh" => flags.HasFlag(ServiceFlags.Scheduler1),
        _ => true,
    };

    /// <summary>The word of schedflags with which the scheduler passes over weight 0; null: it has none.</summary>
    public static string? FallbackFlag(string scheduler) => scheduler is "sh" or "mh" ? $"{scheduler}-fallback" : null;
}
