using System.Text.RegularExpressions;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>The log has one line for each change of the table, and no other line that tells of a change.</summary>
internal static partial class LoggedChanges
{
    /// <param name="lines">All lines of the log.</param>
    /// <param name="done">Changes that the table took, in their order.</param>
    /// <param name="refusing">Changes after which the scheduler refuses clients of the server.</param>
    /// <returns>The first difference; null if there is none.</returns>
    public static string? Difference(
        IEnumerable<string> lines, IReadOnlyList<IpvsOperation> done, IReadOnlySet<IpvsOperation> refusing)
    {
        var told = lines.Where(line => Change().IsMatch(line)).ToList();
        for (int i = 0; i < Math.Max(told.Count, done.Count); i++)
        {
            if (i >= told.Count || i >= done.Count || !Tells(told[i], done[i]))
                return $"change {i} is {(i < done.Count ? done[i] : "none")}, and the log says {(i < told.Count ? told[i] : "nothing")}";
            // The operator chose what the file asks for, as with quiescent; the director chose the drain.
            if (refusing.Contains(done[i]) && told[i].StartsWith("Draining", StringComparison.Ordinal))
                return $"this drain refuses the clients of its server: {told[i]}";
        }

        return null;
    }

    private static bool Tells(string line, IpvsOperation operation) => operation switch
    {
        AddService => line == $"Added virtual server: {operation.ServiceId}",
        EditService => line == $"Changed virtual server: {operation.ServiceId}",
        DeleteService => line is var said
            && (said == $"Purged virtual server (start): {operation.ServiceId}"
                || said == $"Purged virtual server (stop): {operation.ServiceId}"),
        AddDestination(var id, var d) => AddedLine().IsMatch(line)
            && line.EndsWith($": {d.EndPoint} ({id}) (Weight set to {d.Weight})", StringComparison.Ordinal),
        EditDestination(var id, var d) => EditedLine().IsMatch(line)
            && line.EndsWith($": {d.EndPoint} ({id}) (Weight set to {d.Weight})", StringComparison.Ordinal),
        DeleteDestination(var id, var endPoint) => DeletedLine().IsMatch(line)
            && line.EndsWith($": {endPoint} ({id})", StringComparison.Ordinal),
        _ => false,
    };

    [GeneratedRegex(
        @"^(Added|Changed|Purged|Restored|Deleted|Quiescent|Readd Quiescent|Draining|Changed weight of) (virtual|real|fallback) server")]
    private static partial Regex Change();

    [GeneratedRegex("^(Added (real|fallback)|Readd Quiescent real) server: ")]
    private static partial Regex AddedLine();

    [GeneratedRegex("^((Restored|Draining) (real|fallback)|(Quiescent|Changed weight of) real) server: ")]
    private static partial Regex EditedLine();

    [GeneratedRegex(@"^(Deleted (real|fallback) server|Purged real server \((start|stop)\)): ")]
    private static partial Regex DeletedLine();
}
