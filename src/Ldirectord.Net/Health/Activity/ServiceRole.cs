namespace Ldirectord.Health;

/// <summary>What this director is for a virtual service. In JSON in lower case.</summary>
internal enum ServiceRole
{
    /// <summary>The only director there is: active = always.</summary>
    Always,

    /// <summary>The active one of several.</summary>
    Active,

    /// <summary>A standby that checks, and keeps its table filled.</summary>
    Standby,

    /// <summary>A standby that does not check.</summary>
    Suspended,
}
