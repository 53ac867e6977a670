using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// Finds settings of the kernel with which clients of the configuration's services would stay with a removed or failed server, or be
/// refused when they come by way of another director.
/// </summary>
internal static class KernelSettingsRules
{
    /// <summary>Most services that a message names.</summary>
    private const int MaxNamed = 3;

    /// <summary>From this kernel on, a connection from a reused port is scheduled anew whatever conn_reuse_mode is.</summary>
    private static readonly Version s_ignoresReuseMode = new(5, 17);

    public static ImmutableArray<KernelSettingAdvice> Of(DirectorConfig config, KernelSettings kernel)
    {
        if (config.KernelSettings == KernelSettingsMode.Leave)
            return [];
        var advice = ImmutableArray.CreateBuilder<KernelSettingAdvice>();
        List<VirtualService> checkedServices = [.. config.VirtualServices.Where(service => !service.IsOff)];
        List<VirtualService> udp = [.. checkedServices.Where(service => !service.Quiescent && IsUdp(service))];
        List<VirtualService> persistent = [.. checkedServices.Where(service => service.Quiescent && IsPersistent(service))];
        List<VirtualService> drained = [.. checkedServices.Where(
            service => !service.Quiescent && IsPersistent(service) && service.RealServers.Any(server => server.Agent is not null))];
        List<VirtualService> fleet = [.. checkedServices.Where(service => service is
            { Announce: not null, Service.Scheduler: "mh", Id.Protocol: TransportProtocol.Tcp })];
        List<VirtualService> others = [.. checkedServices.Where(service => service.Id.Protocol != TransportProtocol.Udp)];
        bool isSet = config.KernelSettings == KernelSettingsMode.Set;

        if (udp.Count > 0)
        {
            Ask(kernel.ExpireNodestConn,
                $"after a server is removed from {Names(udp)}, packets of its clients are dropped until a client pauses for five minutes");
        }
        else if (isSet && ResetsSafely(others))
        {
            Ask(kernel.ExpireNodestConn, $"connections to a server that is removed from {Names(others)} hang instead of being reset");
        }

        if (persistent.Count > 0)
        {
            Ask(kernel.ExpireQuiescentTemplate,
                $"persistent clients of {Names(persistent)} stay with a failed server, which quiescent = yes keeps at weight 0");
        }

        else if (drained.Count > 0)
        {
            Ask(kernel.ExpireQuiescentTemplate,
                $"persistent clients of {Names(drained)} stay with a server whose agent says drain, which is kept at weight 0");
        }

        if (fleet.Count > 0)
            Ask(kernel.SloppyTcp, $"connections of {Names(fleet)} that another director began are refused here");

        bool expires = kernel.ExpireNodestConn.IsOn || (isSet && advice.Exists(kernel.ExpireNodestConn));
        if (expires && kernel.ConnReuseMode.IsOff && kernel.Kernel < s_ignoresReuseMode && others.Count > 0)
        {
            advice.Add(new(kernel.ConnReuseMode, null,
                $"{kernel.ConnReuseMode.FullName} is 0 and kernel {kernel.Kernel.ToString(2)} is older than {s_ignoresReuseMode}: "
                + $"{kernel.ExpireNodestConn.FullName} has no effect on new connections from a reused port"));
        }

        if (kernel.BackupOnly.IsOn && config.SyncDaemons.Length > 1)
        {
            advice.Add(new(kernel.BackupOnly, 0,
                $"{kernel.BackupOnly.FullName} is {kernel.BackupOnly.Value}: "
                + "while syncdaemon has both roles, this machine directs no packet"));
        }

        return advice.ToImmutable();

        void Ask(KernelSetting setting, string consequence)
        {
            if (setting.Problem is { } problem)
                advice.Add(new(setting, null, $"{setting.FullName} cannot be read: {problem}. If it is 0, {consequence}"));
            else if (setting.IsOff)
                advice.Add(new(setting, 1, $"{setting.FullName} is 0: {consequence}"));
        }
    }

    /// <summary>The message with the expected value, and what sets it.</summary>
    public static string Warning(KernelSettingAdvice advice, KernelSettingsMode mode) => (advice.Wanted, mode) switch
    {
        (null, _) => advice.Message,
        ({ } value, KernelSettingsMode.Set) => $"{advice.Message}: start and reload set it to {value}",
        ({ } value, _) => $"{advice.Message}: expected {value} (kernelsettings = set sets it)",
    };

    private static bool Exists(this ImmutableArray<KernelSettingAdvice>.Builder advice, KernelSetting setting) =>
        advice.Any(one => one.Setting == setting && one.Wanted is not null);

    private static bool IsUdp(VirtualService service) =>
        service.Id.Protocol == TransportProtocol.Udp && !service.Service.Flags.HasFlag(ServiceFlags.OnePacket);

    private static bool IsPersistent(VirtualService service) => service.Service.Flags.HasFlag(ServiceFlags.Persistent);

    /// <summary>
    /// Whether no single failed check removes a server. If one did, a server that returns at once would find the connections reset that it
    /// could have resumed.
    /// </summary>
    private static bool ResetsSafely(List<VirtualService> services)
    {
        var deleting = services.FindAll(service => !service.Quiescent);
        return deleting.Count > 0 && deleting.TrueForAll(service => service.FailureCount > 1);
    }

    private static string Names(List<VirtualService> services)
    {
        string first = string.Join(", ", services.Take(MaxNamed).Select(service => service.CheckId));
        return services.Count <= MaxNamed ? first : $"{first} and {services.Count - MaxNamed} more";
    }
}
