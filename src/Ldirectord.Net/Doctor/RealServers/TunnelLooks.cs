using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>What ipip needs of a real server.</summary>
internal static class TunnelLooks
{
    private const int FullMtu = 1480;

    /// <summary>A tunnel interface that is missing or down.</summary>
    public static IEnumerable<Finding>? Interface(RealServerCase examined) =>
        examined.Method != ForwardingMethod.Ipip ? null
        : !examined.Tunnels.Any() ? [new Finding(
            Level.Failure, "tunl0", "there is no such interface, so nobody unpacks the director's packets",
            "modprobe ipip && ip link set tunl0 up")]
        : examined.Tunnels.Any(link => link.IsUp) ? []
        : [new Finding(
            Level.Failure, examined.Tunnels.First().Name, "it is down, so nobody unpacks the director's packets",
            $"ip link set {examined.Tunnels.First().Name} up")];

    /// <summary>Unpacked packets that a strict reverse path filter drops.</summary>
    public static IEnumerable<Finding>? ReversePath(RealServerCase examined) => !IsTunnel(examined) ? null :
        from link in examined.Tunnels
        where link.IsUp && examined.Host.Highest(link.Name, "rp_filter") == 1
        select new Finding(
            Level.Failure, link.Name,
            "rp_filter is 1 for it: clients' packets come out of the tunnel, their answers go another way, so they are dropped",
            $"sysctl -w {InterfaceRules.SettingOf(link.Name, "rp_filter")}=2");

    /// <summary>A tunnel that takes no packet of full length.</summary>
    public static IEnumerable<Finding>? Mtu(RealServerCase examined) => !IsTunnel(examined) ? null :
        from link in examined.Tunnels
        where link.IsUp && link.Mtu < FullMtu
        select new Finding(
            Level.Note, link.Name, $"its MTU is {link.Mtu}: less than a network of 1500 bytes leaves",
            $"ip link set {link.Name} mtu {FullMtu}");

    private static bool IsTunnel(RealServerCase examined) => examined.Method == ForwardingMethod.Ipip && examined.Tunnels.Any();
}
