namespace Ldirectord.Config;

/// <summary>kernelsettings: what is done about settings of the kernel that leave clients with a server that is gone or failed.</summary>
internal enum KernelSettingsMode
{
    /// <summary>They are warned of.</summary>
    Warn,

    /// <summary>They are set.</summary>
    Set,

    /// <summary>Nothing is said or done.</summary>
    Leave,
}
