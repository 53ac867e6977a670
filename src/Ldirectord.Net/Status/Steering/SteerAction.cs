namespace Ldirectord.Status;

/// <summary>What a client wants; each is a resource of its own.</summary>
internal enum SteerAction
{
    Drain,
    Maintenance,
    Enable,
    Weight,
    Recheck,

    /// <summary>An address that announce names goes from its interface.</summary>
    Withdraw,

    /// <summary>It comes back.</summary>
    Announce,
}
