using System.Globalization;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>What a command's answer says of each server.</summary>
internal static class SteerReports
{
    /// <param name="view">Says which servers were asked about.</param>
    /// <param name="snapshot">Taken after it.</param>
    public static IReadOnlyList<SteerReport> Of(SteeringView view, DirectorSnapshot snapshot)
    {
        var shown = snapshot.Services.SelectMany(service => service.Servers.Where(server => !server.IsFallback)
            .Select(server => (Key: (service.Name, server.EndPoint), server))).ToLookup(each => each.Key, each => each.server);
        return
        [
            .. from server in view.Servers
               where server.IsAsked
               let found = shown[(server.Virtual, server.EndPoint)].FirstOrDefault()
               where found is not null // a reload may have taken it away meanwhile
               select Of(server, found, view.MovesPersistentClients),
        ];
    }

    private static SteerReport Of(SteeredServer server, ServerSnapshot found, bool movesClients) => new(
        server.Virtual,
        server.EndPoint.ToString(),
        State(server, found.Destination),
        server.Health,
        found.Destination?.Destination.Weight,
        found.Destination?.ActiveConnections ?? 0,
        found.Destination?.InactiveConnections ?? 0,
        found.PersistentConnections,
        DrainEnds.IsCut(server.DrainEnd),
        Sentence(server, found, movesClients));

    private static string State(SteeredServer server, DestinationEntry? entry) => server switch
    {
        { IsOff: true } => "off",
        { Admin: AdminState.Maintenance } => "maintenance",
        { Admin: AdminState.Drain } => entry is null ? "drained" : "draining",
        _ => "ready",
    };

    private static string Sentence(SteeredServer server, ServerSnapshot found, bool movesClients)
    {
        var entry = found.Destination;
        return server switch
        {
            { IsOff: true } => "checktype is off: it is neither checked nor in the table, and no command changes that",
            { Admin: not AdminState.Ready } when entry is null => $"is out of the table: {server.DrainEnd ?? "no connections left"}",
            { Admin: not AdminState.Ready } =>
                $"gets no new clients; {Left(entry)}{Limit(found.DrainLimit)}{Persistence(server, entry, movesClients)}",
            { IsUp: true } when entry is not null => string.Create(
                CultureInfo.InvariantCulture, $"is up and serves with weight {entry.Destination.Weight}"),
            { Health: "up" } => "is up",
            { Health: "unknown" } => "is checked now, and returns with its next passed check",
            _ => $"stays out until its checks pass: {found.Reason}",
        };
    }

    private static string Left(DestinationEntry entry)
    {
        var (active, inactive) = ((int)entry.ActiveConnections, (int)entry.InactiveConnections);
        return inactive == 0 ? $"{Plural.Of(active, "active connection")} left"
            : string.Create(CultureInfo.InvariantCulture, $"{Plural.Of(active, "active connection")} and {inactive} inactive left");
    }

    private static string Limit(TimeSpan? limit) => limit is null ? ""
        : limit == MaintenanceNote.NoLimit ? "; it leaves the table with its last connection, without a limit"
        : $"; it leaves the table with its last connection, after {NoteText.Limit(limit.Value)} at the latest";

    private static string Persistence(SteeredServer server, DestinationEntry entry, bool movesClients) => server switch
    {
        { PersistentSeconds: 0 } => "",
        { Admin: AdminState.Maintenance } or { IsHard: true } =>
            "; the service is persistent: clients that return go to another server",
        _ when movesClients => "; the service is persistent: clients that return go to another server (expire_quiescent_template is 1)",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"; the service is persistent: clients that return stay ({entry.PersistentConnections} known), each for "
                + $"{server.PersistentSeconds} s more (--hard moves them)"),
    };
}
