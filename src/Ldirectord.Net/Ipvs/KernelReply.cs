namespace Ldirectord.Ipvs;

/// <summary>How the kernel answered a request.</summary>
/// <param name="Errno">0 for success, otherwise the error number.</param>
/// <param name="Words">The kernel's own message (NLMSGERR_ATTR_MSG); null if it sent none.</param>
internal readonly record struct KernelReply(int Errno, string? Words)
{
    public bool IsOk => Errno == 0;
}
