using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// What repair corrects of the differences between the kernel's table and the one that should be: with <see cref="RepairMode.Missing"/>
/// what is gone, with <see cref="RepairMode.All"/> every difference.
/// <para>
/// Example: somebody deleted A, gave B the weight 7, and added X to the service. Missing puts A back, and B keeps its weight 7. All puts A
/// back, gives B its own weight, and removes X.
/// </para>
/// </summary>
internal static class RepairRules
{
    /// <param name="differences">The changes that this director would make (<see cref="TableDiff"/>).</param>
    /// <returns>The things to correct, each with its changes. A service that is gone is one thing with all its destinations.</returns>
    public static ImmutableArray<(RepairThing Thing, ImmutableArray<IpvsOperation> Changes)> ToCorrect(
        ImmutableArray<IpvsOperation> differences, RepairMode mode)
    {
        var gone = differences.OfType<AddService>().Select(added => added.ServiceId).ToHashSet();
        return
        [
            .. from change in differences
               where Corrects(mode, change)
               group change by gone.Contains(change.ServiceId) ? new RepairThing(change.ServiceId, null) : RepairThing.Of(change)
               into changes
               select (changes.Key, changes.ToImmutableArray()),
        ];
    }

    private static bool Corrects(RepairMode mode, IpvsOperation change) => mode switch
    {
        RepairMode.All => true,
        RepairMode.Missing => change is AddService or AddDestination,
        _ => false,
    };
}
