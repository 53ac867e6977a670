using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>Every mistake that the doctor knows.</summary>
internal static class Conditions
{
    public static ImmutableArray<Condition> All { get; } = [.. DirectorConditions.All, .. RealServerConditions.All];

    /// <param name="id">In any case.</param>
    /// <returns>Null if there is none of that name.</returns>
    public static Condition? Find(string id) => All.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase));
}
