namespace Ldirectord.Config;

/// <summary>
/// What IPVS, or ipvsadm in front of it, has no room for. The original reads such values and is refused each time it tries them, so that the service or
/// server is never put in; we say so when the file is read.
/// </summary>
internal static class KernelLimits
{
    /// <summary>Letters of a scheduler's name: IP_VS_SCHEDNAME_MAXLEN (linux/ip_vs.h), less the end.</summary>
    public const int SchedulerLength = 15;

    /// <summary>Those of Linux, in the order of ipvsadm(8); a kernel may have others that were built for it.</summary>
    public static readonly string[] Schedulers =
        ["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos"];

    /// <summary>31 days: MAX_TIMEOUT of ipvsadm(8), --persistent.</summary>
    public const int PersistenceSeconds = 31 * 24 * 3600;

    /// <summary>A weight is an int of the kernel.</summary>
    public const int Weight = int.MaxValue;

    /// <summary>Real servers that one range may stand for: more than a day's checks, and all the memory, would be a slip of the pen.</summary>
    public const int RangeLength = 65536;
}
