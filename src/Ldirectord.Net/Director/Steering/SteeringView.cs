using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>What a command needs to know of the director at one moment.</summary>
/// <param name="MaintenanceDirectory">Null if the file names no maintenancedir.</param>
/// <param name="Servers">Every real server, those that the command does not name too.</param>
/// <param name="Services">The names of all virtual services.</param>
internal sealed record SteeringView(
    string? MaintenanceDirectory, ImmutableArray<SteeredServer> Servers, ImmutableArray<string> Services)
{
    /// <summary>
    /// The kernel moves persistent clients of a server of weight 0 (expire_quiescent_template); if not, they stay with it.
    /// </summary>
    public bool MovesPersistentClients { get; init; }

    /// <param name="name">Null for all servers.</param>
    /// <param name="service">"tcp:10.0.0.1:80", "10.0.0.1:80" or "fwm:1"; null for all.</param>
    /// <param name="addresses">Addresses of the host, if it is a name that was looked up.</param>
    public static SteeringView Of(DirectorState state, ServerName? name, string? service, IReadOnlyCollection<IPAddress> addresses) => new(
        state.Config.MaintenanceDirectory,
        [.. state.Servers.Servers.Select(server => Of(server, state, name, service, addresses))],
        [.. state.Config.VirtualServices.Select(each => each.CheckId)])
    {
        MovesPersistentClients = state.Servers.Servers.Any(server => server.Service.Service.PersistenceTimeout > 0)
            && state.KernelSettings().ExpireQuiescentTemplate.IsOn,
    };

    private static SteeredServer Of(
        TrackedServer server, DirectorState state, ServerName? name, string? service, IReadOnlyCollection<IPAddress> addresses)
    {
        var fqdn = state.Maintenance.Names.GetValueOrDefault(server.Server.EndPoint.Address);
        var isAsked = (service is null || IsNamed(server.Service, service))
            && name?.Names(server.Server.EndPoint, fqdn, addresses) != false;
        return new SteeredServer(
            server.Key, server.Server.EndPoint, fqdn, server.ServiceName, isAsked,
            IsUp: !server.Service.IsOff && server.Server.HasWeight && server.View.IsUp, server.Service.IsOff)
        {
            Admin = server.View.Admin,
            Health = HealthOf(server),
            IsHard = server.View.Order.Note?.IsHard == true,
            DrainEnd = state.DrainEnds.Of(server),
            PersistentSeconds = server.Service.Service.PersistenceTimeout,
        };
    }

    private static string HealthOf(TrackedServer server) => server.Service.IsOff ? "off" : server.View.IsKept ? "kept"
        : server.View.Health.State switch
        {
            ServerState.Up => "up",
            ServerState.Down => "down",
            _ => "unknown",
        };

    private static bool IsNamed(VirtualService service, string name) =>
        service.CheckId == name || (!service.Id.IsFirewallMark && service.Id.ToString() == name);
}
