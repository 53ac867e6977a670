using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>Counts the changes of the table by what they are. Used on the loop's thread alone.</summary>
internal sealed class TableStatistics
{
    private static readonly string[] s_operations =
        ["add_service", "edit_service", "delete_service", "add_destination", "edit_destination", "delete_destination"];

    private readonly long[] _done = new long[s_operations.Length];
    private readonly long[] _refused = new long[s_operations.Length];

    public void Add(IpvsOperation operation, bool refused)
    {
        var index = operation switch
        {
            AddService => 0,
            EditService => 1,
            DeleteService => 2,
            AddDestination => 3,
            EditDestination => 4,
            _ => 5,
        };
        (refused ? _refused : _done)[index]++;
    }

    /// <summary>Every operation, those that never were, too.</summary>
    public ImmutableArray<(string Operation, long Done, long Refused)> Take() =>
        [.. s_operations.Select((name, i) => (name, _done[i], _refused[i]))];
}
