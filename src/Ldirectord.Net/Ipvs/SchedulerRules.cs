namespace Ldirectord.Ipvs;

/// <summary>What the kernel's schedulers do with a destination of weight 0.</summary>
internal static class SchedulerRules
{
    /// <summary>
    /// True if a destination of weight 0 gets no new clients. The hashing schedulers still map clients to it, and refuse them. With their
    /// fallback flag, sh and mh choose another destination; dh has no such flag.
    /// </summary>
    public static bool PassesOverWeightZero(Service service) => PassesOverWeightZero(service.Scheduler, service.Flags);

    public static bool PassesOverWeightZero(string scheduler, ServiceFlags flags) => scheduler switch
    {
        "dh" => false,
        "sh" or "mh" => flags.HasFlag(ServiceFlags.Scheduler1),
        _ => true,
    };

    /// <summary>
    /// True if a change of a weight changes a server's share of the clients. sh and dh deal all clients anew with each change; in fo and
    /// ovf the weight is an order or a limit. rr and lc use no weight but 0.
    /// </summary>
    public static bool TakesWeights(string scheduler) => scheduler is not ("sh" or "dh" or "fo" or "ovf");

    /// <summary>The word of schedflags that makes the scheduler pass over weight 0; null if it has none.</summary>
    public static string? FallbackFlag(string scheduler) => scheduler is "sh" or "mh" ? $"{scheduler}-fallback" : null;
}
