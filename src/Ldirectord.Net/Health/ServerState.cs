namespace Ldirectord.Health;

/// <summary>What the checks have found of one real server in one virtual service.</summary>
internal enum ServerState
{
    /// <summary>No result yet, in this run or since maintenance ended, and not adopted: it is neither put in nor taken out.</summary>
    Unknown,

    /// <summary>It passed its last checks, or was found in the table with a weight when this run began.</summary>
    Up,

    /// <summary>It failed failurecount checks in a row, or its first check.</summary>
    Down,
}
