namespace Ldirectord.Config;

/// <summary>repair: what to correct in the kernel's table when somebody else changes it between two writes of ours.</summary>
internal enum RepairMode
{
    /// <summary>Nothing. What a write reads, and whatever a reload finds, is corrected all the same.</summary>
    No,

    /// <summary>Put back services and servers that are gone. Weights and other settings stay as somebody else set them.</summary>
    Missing,

    /// <summary>Correct every difference, as a reload does.</summary>
    All,
}
