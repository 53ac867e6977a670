namespace Ldirectord.Planning;

/// <summary>
/// The last healthy server of a service is not taken out without --force. A server that is out already, or down, may be taken out: its
/// service loses nothing by that.
/// </summary>
internal static class LastServerRule
{
    /// <param name="servers">Real servers of all services: the service, whether the server serves now, and whether it is taken out.</param>
    /// <returns>The services that would have no server left, in the order given.</returns>
    public static IReadOnlyList<string> Emptied(IEnumerable<(string Virtual, bool IsUp, bool IsTaken)> servers) =>
    [
        .. from server in servers
           where server.IsUp
           group server by server.Virtual into service
           where service.All(server => server.IsTaken)
           select service.Key,
    ];
}
