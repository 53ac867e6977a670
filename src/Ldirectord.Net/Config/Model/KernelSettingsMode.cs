namespace Ldirectord.Config;

/// <summary>kernelsettings: how to handle kernel settings that leave clients with a removed or failed server.</summary>
internal enum KernelSettingsMode
{
    /// <summary>Warn of them.</summary>
    Warn,

    /// <summary>Set them.</summary>
    Set,

    /// <summary>Neither warn of them nor set them.</summary>
    Leave,
}
