namespace Ldirectord.Doctor;

/// <summary>
/// Which value of a setting counts for an interface (Linux, include/linux/inetdevice.h): that of "all" and the interface's own are joined.
/// </summary>
internal static class InterfaceRules
{
    /// <summary>The higher one counts: arp_ignore, arp_announce, rp_filter (IN_DEV_MAXCONF).</summary>
    public static int Highest(this Host host, string device, string name) => Math.Max(Of(host, "all", name), Of(host, device, name));

    /// <summary>Either is enough: accept_local, send_redirects, arp_filter, proxy_arp (IN_DEV_ORCONF).</summary>
    public static bool Either(this Host host, string device, string name) => Of(host, "all", name) != 0 || Of(host, device, name) != 0;

    /// <summary>The interface's own value alone counts: forwarding.</summary>
    public static int Own(this Host host, string device, string name) => Of(host, device, name);

    /// <summary>
    /// The name of a setting of an interface for sysctl(8). With a dot in the interface's name it is written with slashes.
    /// </summary>
    public static string SettingOf(string device, string name, string family = "ipv4") =>
        device.Contains('.', StringComparison.Ordinal) ? $"net/{family}/conf/{device}/{name}" : $"net.{family}.conf.{device}.{name}";

    private static int Of(Host host, string device, string name) => host.Number($"net/ipv4/conf/{device}/{name}") ?? 0;
}
