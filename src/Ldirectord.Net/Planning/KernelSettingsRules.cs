using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>What is to be said of one of the kernel's settings, or done about it.</summary>
/// <param name="Wanted">What it should be; null: there is nothing to set.</param>
/// <param name="Message">What it is and what comes of that.</param>
internal sealed record KernelSettingAdvice(KernelSetting Setting, int? Wanted, string Message);

/// <summary>Which of the kernel's settings leave the clients of a configuration's services with a server that is gone or failed.</summary>
internal static class KernelSettingsRules
{
    /// <summary>Services that a message names.</summary>
    private const int Named = 3;

    /// <summary>From this kernel on a new connection is scheduled anew whatever conn_reuse_mode is.</summary>
    private static readonly Version s_ignoresReuseMode = new(5, 17);

    public static ImmutableArray<KernelSettingAdvice> Of(DirectorConfig config, KernelSettings kernel)
    {
        if (config.KernelSettings == KernelSettingsMode.Leave)
            return [];
        var advice = ImmutableArray.CreateBuilder<KernelSettingAdvice>();
        List<VirtualService> checkedServices = [.. config.VirtualServices.Where(service => !service.IsOff)];
        List<VirtualService> udp = [.. checkedServices.Where(service => !service.Quiescent && IsUdp(service))];
        List<VirtualService> persistent = [.. checkedServices.Where(service => service.Quiescent && IsPersistent(service))];
        List<VirtualService> others = [.. checkedServices.Where(service => service.Id.Protocol != TransportProtocol.Udp)];
        bool isSet = config.KernelSettings == KernelSettingsMode.Set;

        if (udp.Count > 0)
        {
            Ask(kernel.ExpireNodestConn,
                $"clients of a server that is gone from {Names(udp)} are sent nowhere until they pause for five minutes");
        }
        else if (isSet && ResetsSafely(others))
        {
            Ask(kernel.ExpireNodestConn, $"connections to a server that is gone from {Names(others)} hang instead of being reset");
        }

        if (persistent.Count > 0)
        {
            Ask(kernel.ExpireQuiescentTemplate,
                $"persistent clients of {Names(persistent)} stay with a failed server, which quiescent = yes keeps at weight 0");
        }

        bool expires = kernel.ExpireNodestConn.IsOn || (isSet && advice.Exists(kernel.ExpireNodestConn));
        if (expires && kernel.ConnReuseMode.IsOff && kernel.Kernel < s_ignoresReuseMode && others.Count > 0)
        {
            advice.Add(new(kernel.ConnReuseMode, null,
                $"{kernel.ConnReuseMode.FullName} is 0 and this kernel, {kernel.Kernel.ToString(2)}, older than {s_ignoresReuseMode}: "
                + $"{kernel.ExpireNodestConn.FullName} has no effect on new connections from a port that was used before"));
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

    /// <summary>The message as a warning: with what is expected, and who sees to it.</summary>
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

    /// <summary>One lost check takes no server out: else a server that returns at once would resume its connections, had they not been reset.</summary>
    private static bool ResetsSafely(List<VirtualService> services)
    {
        var deleting = services.FindAll(service => !service.Quiescent);
        return deleting.Count > 0 && deleting.TrueForAll(service => service.FailureCount > 1);
    }

    private static string Names(List<VirtualService> services)
    {
        string first = string.Join(", ", services.Take(Named).Select(service => service.CheckId));
        return services.Count <= Named ? first : $"{first} and {services.Count - Named} more";
    }
}
