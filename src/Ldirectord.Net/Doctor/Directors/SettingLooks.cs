using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Doctor;

/// <summary>Settings of the kernel (sysctl) beside those of interfaces.</summary>
internal static class SettingLooks
{
    /// <summary>From this kernel on a reused port with connection tracking costs no second.</summary>
    private static readonly Version s_reusesAtOnce = new(5, 9);

    /// <summary>Clients that would stay with a failed or removed server.</summary>
    public static IEnumerable<Finding>? Expiry(DirectorCase examined) =>
        Advice(examined, "expire_nodest_conn", "expire_quiescent_template");

    /// <summary>A new connection from a used port.</summary>
    public static IEnumerable<Finding>? PortReuse(DirectorCase examined)
    {
        if (!examined.Host.Ipvs.IsLoaded)
            return null;
        var (reuse, tracks) = (examined.Host.Number("net/ipv4/vs/conn_reuse_mode"), examined.Host.Number("net/ipv4/vs/conntrack"));
        return reuse == 1 && tracks == 1 && examined.Host.Kernel < s_reusesAtOnce
            ? [new Finding(
                Level.Warning, "net.ipv4.vs.conn_reuse_mode",
                $"with conntrack it makes a client that uses its port again wait for a second on kernel "
                + examined.Host.Kernel.ToString(2), "sysctl -w net.ipv4.vs.conn_reuse_mode=0")]
            : Advice(examined, "conn_reuse_mode");
    }

    /// <summary>A backup that directs no packet.</summary>
    public static IEnumerable<Finding>? BackupOnly(DirectorCase examined) =>
        examined.Config.SyncDaemons.IsEmpty ? null : Advice(examined, "backup_only");

    /// <summary>Connections that another director of the fleet began.</summary>
    public static IEnumerable<Finding>? Sloppy(DirectorCase examined) =>
        examined.Config.VirtualServices.Any(service => service.Announce is not null) ? Advice(examined, "sloppy_tcp") : null;

    /// <summary>A setting that is right now and not after the next boot.</summary>
    public static IEnumerable<Finding>? NotPersistent(DirectorCase examined)
    {
        var masq = examined.With(ForwardingMethod.Masq).ToList();
        List<string> needed = [];
        if (masq.Exists(real => real.IsIPv4))
            needed.Add("net.ipv4.ip_forward");
        if (masq.Exists(real => !real.IsIPv4))
            needed.Add("net.ipv6.conf.all.forwarding");
        return needed.Count == 0 ? null : SysctlFiles.Missing(examined.Host, needed, value: 1);
    }

    private static IEnumerable<Finding>? Advice(DirectorCase examined, params string[] names)
    {
        if (!examined.Host.Ipvs.IsLoaded)
            return null;
        // Settings that ldirectord sets itself are wrong before its start only.
        var level = examined.Config.KernelSettings == KernelSettingsMode.Set ? Level.Note : Level.Warning;
        return
            from advice in KernelSettingsRules.Of(examined.Config, Settings(examined.Host))
            where names.Contains(advice.Setting.Name)
            select new Finding(
                level, advice.Setting.FullName, advice.Message.Replace($"{advice.Setting.FullName} is", "it is", StringComparison.Ordinal),
                advice.Wanted is { } value ? $"sysctl -w {advice.Setting.FullName}={value}" : null);
    }

    private static KernelSettings Settings(Host host)
    {
        var unknown = KernelSettings.Unknown;
        return new KernelSettings
        {
            ExpireNodestConn = Of(unknown.ExpireNodestConn),
            ExpireQuiescentTemplate = Of(unknown.ExpireQuiescentTemplate),
            ConnReuseMode = Of(unknown.ConnReuseMode),
            BackupOnly = Of(unknown.BackupOnly),
            SloppyTcp = Of(unknown.SloppyTcp),
            Kernel = host.Kernel,
        };

        KernelSetting Of(KernelSetting setting) => setting with { Value = host.Number($"net/ipv4/vs/{setting.Name}") };
    }
}
