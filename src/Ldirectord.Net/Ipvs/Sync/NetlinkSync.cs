using Ldirectord.Platform;

namespace Ldirectord.Ipvs;

/// <summary>Reads, starts and stops the sync daemons of the running kernel, by generic netlink.</summary>
internal static class NetlinkSync
{
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    public static IReadOnlyList<SyncDaemon> Read()
    {
        using var session = NetlinkIpvs.OpenSession();
        return session.DumpSyncDaemons();
    }

    /// <returns>Null if it runs now, otherwise why not.</returns>
    /// <exception cref="IpvsException">The exchange with the kernel failed.</exception>
    public static string? Start(SyncDaemon daemon)
    {
        using var session = NetlinkIpvs.OpenSession();
        return Problem(session.Start(daemon), daemon);
    }

    /// <returns>Null if it does not run now, otherwise why not.</returns>
    /// <exception cref="IpvsException">The exchange with the kernel failed.</exception>
    public static string? Stop(SyncRole role)
    {
        using var session = NetlinkIpvs.OpenSession();
        var reply = session.Stop(role);
        return reply.IsOk || reply.Errno == Errno.NoSuchProcess ? null : KernelErrors.Of(reply);
    }

    /// <summary>Why the kernel did not start it; null if it did.</summary>
    public static string? Problem(KernelReply reply, SyncDaemon daemon) => reply switch
    {
        { IsOk: true } => null,
        { Errno: Errno.NoDevice } => NoInterface(daemon),
        { Errno: Errno.AlreadyExists } => $"another {daemon.RoleName} runs already",
        { Errno: Errno.NetworkUnreachable or Errno.AddressNotAvailable } =>
            $"interface {daemon.Interface} is down, or has no address of the group's family",
        // What the file can have wrong, the reader has refused.
        { Errno: Errno.InvalidArgument, Words: null } =>
            "the kernel refuses it while the table has a real server of another address family than its virtual service",
        _ => KernelErrors.Of(reply),
    };

    public static string NoInterface(SyncDaemon daemon) => $"there is no interface {daemon.Interface}";
}
