using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Warns of the kernel's settings, or sets them, when a configuration becomes active. Settings are never reset: others may rely on them by
/// then.
/// </summary>
/// <param name="folder">Null if the settings are neither read nor set.</param>
internal sealed class KernelSettingsKeeper(KernelSettingsFolder? folder, ILogger log)
{
    public void Apply(DirectorConfig config)
    {
        if (folder is null || config.KernelSettings == KernelSettingsMode.Leave)
            return;
        foreach (var advice in KernelSettingsRules.Of(config, folder.Read()))
        {
            if (config.KernelSettings != KernelSettingsMode.Set || advice.Wanted is not { } value)
                DirectorLogMessages.KernelSettingWarning(log, KernelSettingsRules.Warning(advice, config.KernelSettings));
            else if (folder.Write(advice.Setting.Name, value) is { } reason)
                DirectorLogMessages.KernelSettingNotSet(log, advice.Message, value, reason);
            else
                DirectorLogMessages.KernelSettingSet(log, advice.Setting.FullName, advice.Setting.Value, value);
        }
    }

    /// <summary>The settings as they are now.</summary>
    public KernelSettings Read() => folder?.Read() ?? KernelSettings.Unknown;
}
