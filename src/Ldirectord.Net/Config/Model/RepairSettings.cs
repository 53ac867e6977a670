namespace Ldirectord.Config;

/// <summary>repair and repairinterval.</summary>
/// <param name="Interval">Time between two reads of the whole table, from 1 s; null for the shortest checkinterval of the file.</param>
internal sealed record RepairSettings(RepairMode Mode, TimeSpan? Interval = null)
{
    public static RepairSettings No { get; } = new(RepairMode.No);

    public bool IsOn => Mode != RepairMode.No;
}
