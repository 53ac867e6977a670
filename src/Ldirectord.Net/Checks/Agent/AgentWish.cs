namespace Ldirectord.Checks;

/// <summary>What an agent wants of its server; the strongest word of its answer counts.</summary>
internal enum AgentWish
{
    /// <summary>Nothing special, or "up", "ready": the checks decide.</summary>
    Ready,

    /// <summary>"drain": no new clients; those that are connected stay.</summary>
    Drain,

    /// <summary>"down", "fail", "stopped": out at once, as after failed checks.</summary>
    Down,

    /// <summary>"maint": out, as with a file in maintenancedir.</summary>
    Maintenance,
}
