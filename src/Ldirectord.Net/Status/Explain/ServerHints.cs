using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>What an operator may want to look at, from what is known of one server. Pure.</summary>
internal static class ServerHints
{
    /// <summary>Changes between passed and failed among the last checks that make a server restless.</summary>
    private const int Restless = 4;

    private const int LastChecks = 20;

    /// <summary>Half-open connections that are more than chance.</summary>
    private const int ManyInactive = 5;

    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    public static ImmutableArray<string> Of(DirectorSnapshot snapshot, ServerSnapshot server, DateTimeOffset now)
    {
        string?[] all =
        [
            snapshot.Problem is { } problem ? $"the file on disk is not active: {problem}" : null,
            NoTraffic(snapshot, server),
            server is { Health: ReportedHealth.Up, Destination.Destination.Weight: 0 }
                ? "it is up with weight 0, so it gets no new clients" : null,
            OfCode(server),
            Flapping(server),
            server.CertificateExpires is { } expires && expires - now < s_soon
                ? $"its certificate expires on {expires.UtcDateTime:yyyy-MM-dd}" : null,
            server.LastFailure is { Exchange: null } && server.Health == ReportedHealth.Down && server.Code == StatusCode.ResponseTimeout
                ? "it accepts connections and says nothing: its program may hang" : null,
        ];
        return [.. all.OfType<string>()];
    }

    /// <summary>Connections that begin and are never established: the answers do not come back as they must.</summary>
    private static string? NoTraffic(DirectorSnapshot snapshot, ServerSnapshot server)
    {
        if (server is not { Health: ReportedHealth.Up, Destination: { ActiveConnections: 0, InactiveConnections: >= ManyInactive } entry })
            return null;
        // A firewall mark has no address.
        var address = snapshot.Services.FirstOrDefault(service => service.Servers.Contains(server))?.Service.Id.EndPoint?.ToString()
            ?? "ADDRESS";
        return entry.Destination.Method switch
        {
            ForwardingMethod.Masq => "connections come and none is established: does the server's way back lead through this director "
                + "(its default gateway), and does this director forward (net.ipv4.ip_forward)? ldirectord doctor looks here, ldirectord "
                + $"doctor --real-server {address} --mode masq there",
            ForwardingMethod.Ipip => "connections come and none is established: has the server a tunnel device with the virtual address, "
                + $"and does rp_filter let the packets in? ldirectord doctor --real-server {address} --mode ipip looks there",
            _ => "connections come and none is established: has the server the virtual address on its loopback, without answering ARP "
                + $"for it (arp_ignore, arp_announce)? ldirectord doctor --real-server {address} looks there, ldirectord doctor asks who "
                + "answers",
        };
    }

    private static string? OfCode(ServerSnapshot server) => server.Health is not (ReportedHealth.Down or ReportedHealth.Kept) ? null
        : server.Code switch
        {
            StatusCode.ConnectRefused => "the host answers, and nothing listens on the port: is the program running?",
            StatusCode.ConnectTimeout => "the host does not answer at all: is it on, and does a firewall drop the check's packets?",
            StatusCode.ConnectUnreachable => "no way leads to the host: look at routes, and at ARP or neighbour entries",
            _ => null,
        };

    private static string? Flapping(ServerSnapshot server)
    {
        var strip = server.Strip.ToString().Replace("?", "", StringComparison.Ordinal);
        var last = strip[^Math.Min(strip.Length, LastChecks)..];
        var changes = last.Zip(last.Skip(1)).Count(pair => pair.First != pair.Second);
        return changes < Restless ? null
            : $"it went to and fro {changes} times in its last {last.Length} checks: failurecount and successcount calm that";
    }
}
