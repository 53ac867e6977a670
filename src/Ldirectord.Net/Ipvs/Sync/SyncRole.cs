namespace Ldirectord.Ipvs;

/// <summary>
/// What a sync daemon of the kernel does: a master sends this machine's connections, a backup takes those of another machine. Values are
/// those of linux/ip_vs.h.
/// </summary>
internal enum SyncRole : uint
{
    Master = IpvsConstants.IP_VS_STATE_MASTER,
    Backup = IpvsConstants.IP_VS_STATE_BACKUP,
}
