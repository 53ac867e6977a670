using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>What the files in maintenancedir say of one real server.</summary>
/// <param name="Note">The file that takes the server out or drains it; null if no file does.</param>
/// <param name="WeightNote">The file that gives the server a weight; null if no file does.</param>
internal readonly record struct AdminOrder(MaintenanceNote? Note, MaintenanceNote? WeightNote = null)
{
    /// <summary>An empty file.</summary>
    public static AdminOrder Out { get; } = new(MaintenanceNote.Empty);

    public AdminState Mode => Note?.Mode ?? AdminState.Ready;

    /// <summary>The weight that the operator gave; null if none.</summary>
    public WeightAnswer? Weight => WeightNote?.Weight;
}
