using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A virtual service as the table should hold it: the first half of every decision, and pure.</summary>
/// <param name="Absent">Destinations the configuration knows and that should not be in the table now; any other there is a stranger.</param>
/// <param name="KeepsStrangers">
/// Strangers serve, and no server of the configuration does yet (an edit replaced them all): they stay until a first verdict tells who serves instead.
/// </param>
internal sealed record DesiredService(
    Service Service, ImmutableArray<DesiredDestination> Destinations, ImmutableArray<DesiredDestination> Absent, bool KeepsStrangers = false)
{
    /// <summary>
    /// The rules of health, quiescence and fallback. What is in the table matters in two places only: a failed server is quiesced where it is, and a
    /// server without a verdict is left as it is found.
    /// </summary>
    /// <param name="health">Health of each real server of <paramref name="virtualService"/>.</param>
    /// <param name="actual">The service as the table holds it; null: not in it.</param>
    /// <param name="readdQuiescent">A failed server that is not in the table is added with weight 0, where the service is quiescent.</param>
    public static DesiredService Build(
        VirtualService virtualService, Func<RealServer, ServerView> health, ServiceEntry? actual, bool readdQuiescent)
    {
        var found = (actual?.Destinations ?? []).ToDictionary(entry => entry.Destination.EndPoint, entry => entry.Destination);
        var wanted = new Dictionary<IPEndPoint, DesiredDestination>(virtualService.RealServers.Length);
        var (anyUp, anyUnknown) = (false, false);
        foreach (var server in virtualService.RealServers)
        {
            var state = health(server).State;
            // Of weight 0 a server is up and serves nobody: it keeps no fallback out.
            anyUp |= server.HasWeight && state == ServerState.Up;
            anyUnknown |= server.HasWeight && state == ServerState.Unknown;
            if (Want(server, state) is { } want)
                wanted.Add(want.Destination.EndPoint, want);
        }

        var keepsStrangers = !anyUp && anyUnknown && StrangersServe();
        if (!anyUp && !keepsStrangers && virtualService.Fallback is { } fallback)
            wanted[fallback.EndPoint] = new DesiredDestination(fallback, DestinationRole.Fallback, fallback.EndPoint);
        return new DesiredService(virtualService.Service, [.. wanted.Values], Unwanted(virtualService, health, wanted), keepsStrangers);

        bool StrangersServe()
        {
            var known = virtualService.RealServers.Select(server => server.Destination.EndPoint).ToHashSet();
            if (virtualService.Fallback is { } fallback)
                known.Add(fallback.EndPoint);
            return found.Values.Any(destination => destination.Weight > 0 && !known.Contains(destination.EndPoint));
        }

        DesiredDestination? Want(RealServer server, ServerState? state) => state switch
        {
            ServerState.Up => new(server.Destination, DestinationRole.Real, server.EndPoint),
            // In the table and without a verdict: it has no weight, or it would have been adopted.
            ServerState.Unknown => found.TryGetValue(server.Destination.EndPoint, out var asFound)
                ? new(asFound, DestinationRole.Quiescent, server.EndPoint)
                : null,
            _ when virtualService.Quiescent && (readdQuiescent || found.ContainsKey(server.Destination.EndPoint)) =>
                new(server.Destination with { Weight = 0 }, DestinationRole.Quiescent, server.EndPoint),
            _ => null,
        };
    }

    private static ImmutableArray<DesiredDestination> Unwanted(
        VirtualService virtualService, Func<RealServer, ServerView> health, Dictionary<IPEndPoint, DesiredDestination> wanted)
    {
        var absent = ImmutableArray.CreateBuilder<DesiredDestination>();
        foreach (var server in virtualService.RealServers)
        {
            if (!wanted.ContainsKey(server.Destination.EndPoint))
                absent.Add(new(server.Destination, health(server).State == ServerState.Down ? DestinationRole.Failed : DestinationRole.Real, server.EndPoint));
        }

        if (virtualService.Fallback is { } fallback && !wanted.ContainsKey(fallback.EndPoint))
            absent.Add(new(fallback, DestinationRole.Fallback, fallback.EndPoint));
        return absent.DrainToImmutable();
    }
}
