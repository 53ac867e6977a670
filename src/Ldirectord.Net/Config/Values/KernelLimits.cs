namespace Ldirectord.Config;

/// <summary>
/// Limits of IPVS, or of ipvsadm in front of it. The original accepts larger values, and the kernel then refuses each attempt to add the
/// service or server; here the file is refused when it is read.
/// </summary>
internal static class KernelLimits
{
    /// <summary>Most letters of a scheduler's name: IP_VS_SCHEDNAME_MAXLEN (linux/ip_vs.h) without the final NUL.</summary>
    public const int SchedulerLength = 15;

    /// <summary>Linux's schedulers, in the order of ipvsadm(8); a kernel may have others, built separately.</summary>
    public static readonly string[] Schedulers =
        ["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh", "twos"];

    /// <summary>Linux's only persistence engine (ipvsadm(8), --pe): the Call-ID of SIP over UDP.</summary>
    public const string PersistenceEngine = "sip";

    /// <summary>Longest persistence, 31 days: MAX_TIMEOUT of ipvsadm(8), --persistent.</summary>
    public const int PersistenceSeconds = 31 * 24 * 3600;

    /// <summary>Largest weight: an int in the kernel.</summary>
    public const int Weight = int.MaxValue;

    /// <summary>Most real servers of one range; a longer range is a typo, and would take all memory.</summary>
    public const int RangeLength = 65536;
}
