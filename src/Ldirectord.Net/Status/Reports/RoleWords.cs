using Ldirectord.Health;

namespace Ldirectord.Status;

/// <summary>The words for what this director is for a virtual service.</summary>
internal static class RoleWords
{
    /// <summary>"ACTIVE", "STANDBY", "STANDBY, not checking"; empty if nobody else may be active.</summary>
    public static string Capital(ServiceRole? role) => role switch
    {
        ServiceRole.Active => "ACTIVE",
        ServiceRole.Standby => "STANDBY",
        ServiceRole.Suspended => "STANDBY, not checking",
        _ => "",
    };
}
