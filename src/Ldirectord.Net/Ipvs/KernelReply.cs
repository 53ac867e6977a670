namespace Ldirectord.Ipvs;

/// <summary>How the kernel ended a request: 0, or an errno and, where it has any, its own words (NLMSGERR_ATTR_MSG).</summary>
internal readonly record struct KernelReply(int Errno, string? Words)
{
    public bool IsOk => Errno == 0;
}
