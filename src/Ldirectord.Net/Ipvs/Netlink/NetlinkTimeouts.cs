namespace Ldirectord.Ipvs;

/// <summary>Reads and sets the timeouts of the running kernel's IPVS connections, by generic netlink.</summary>
internal static class NetlinkTimeouts
{
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    public static ConnectionTimeouts Read()
    {
        using var session = NetlinkIpvs.OpenSession();
        return session.GetTimeouts();
    }

    /// <param name="wanted">0 leaves a value as it is.</param>
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    public static void Set(ConnectionTimeouts wanted)
    {
        using var session = NetlinkIpvs.OpenSession();
        session.SetTimeouts(wanted);
    }
}
