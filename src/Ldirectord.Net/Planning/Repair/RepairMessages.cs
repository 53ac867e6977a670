using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>What the log says of repairs: how many services and servers, in one line for each kind of change.</summary>
internal static class RepairMessages
{
    /// <returns>"1 service, 3 servers put back", "1 server set back", "2 servers removed": those of the three that there are.</returns>
    public static IEnumerable<string> Of(IReadOnlyCollection<IpvsOperation> changes) =>
        new[]
        {
            Line(changes, "put back", change => change is AddService, change => change is AddDestination),
            Line(changes, "set back", change => change is EditService, change => change is EditDestination),
            Line(changes, "removed", change => change is DeleteService, change => change is DeleteDestination),
        }.OfType<string>();

    /// <returns>"tcp:10.0.0.1:80", or "tcp:10.0.0.1:80 and 2 others".</returns>
    public static string Names(IReadOnlyList<RepairThing> things) => things.Count switch
    {
        1 => $"{things[0]}",
        2 => $"{things[0]} and 1 other",
        _ => $"{things[0]} and {things.Count - 1} others",
    };

    private static string? Line(
        IReadOnlyCollection<IpvsOperation> changes, string verb, Func<IpvsOperation, bool> ofService, Func<IpvsOperation, bool> ofServer)
    {
        var counts = string.Join(", ", new[] { Count(changes.Count(ofService), "service"), Count(changes.Count(ofServer), "server") }
            .OfType<string>());
        return counts.Length == 0 ? null : $"{counts} {verb}";
    }

    private static string? Count(int count, string noun) => count switch { 0 => null, 1 => $"1 {noun}", _ => $"{count} {noun}s" };
}
