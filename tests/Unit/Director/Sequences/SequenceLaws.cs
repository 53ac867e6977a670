using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>
/// What a settled table may look like, by the words of the specification and by nothing of the program: up is in with its weight; down is
/// out, or at weight 0 where quiescent; the fallback is in while nobody is up, and only then. Who has weight 0 by the file counts as up for
/// nobody but itself.
/// </summary>
/// <param name="inMaintenance">Numbers of the servers that are in maintenance.</param>
/// <param name="touched">Destinations that an operator changed since the last reload; their state is not judged.</param>
internal sealed class SequenceLaws(Scene scene, IReadOnlySet<int> inMaintenance, IReadOnlySet<(ServiceId, IPEndPoint)> touched,
    IReadOnlySet<ServiceId> cleared)
{
    /// <returns>The first violation; null if there is none.</returns>
    public string? WhatIsWrong(DirectorConfig config, IpvsTable table) =>
        config.VirtualServices.Select(service => WhatIsWrong(service, config.ReaddQuiescent, table.Find(service.Id)))
            .FirstOrDefault(wrong => wrong is not null);

    private string? WhatIsWrong(VirtualService service, bool readds, ServiceEntry? entry)
    {
        // Emptied by an operator: restored with its next change, whenever that is.
        if (cleared.Contains(service.Id))
            return null;
        if (entry is null)
            return $"{service.CheckId} is not in the table";
        if (entry.Service != service.Service)
            return $"{service.CheckId} is {entry.Service}, not {service.Service}";
        var found = entry.Destinations.ToDictionary(d => d.Destination.EndPoint, d => d.Destination);
        var verdicts = service.RealServers.ToDictionary(server => server.Destination.EndPoint, server => Verdict(service, server));
        var weighty = service.RealServers.Where(server => server.Destination.Weight > 0)
            .Select(server => verdicts[server.Destination.EndPoint]).ToList();
        bool surelyUp = weighty.Contains(true), surelyDown = weighty.TrueForAll(up => up == false);
        bool isTouched = touched.Any(destination => destination.Item1 == service.Id);
        if ((surelyUp || (surelyDown && service.Fallback is not null)) && !isTouched
            && !found.Values.Any(destination => destination.Weight > 0))
            return $"{service.CheckId} serves nobody, and could";
        // Who serves with fewer than minservers, QuorumTests say.
        if (!service.Quorum.IsDefault)
            return null;
        foreach (var endPoint in found.Keys.Concat(verdicts.Keys).Append(service.Fallback?.EndPoint).OfType<IPEndPoint>().Distinct())
        {
            if (touched.Contains((service.Id, endPoint)))
                continue;
            // Servers that left the file are not replaced before a first result.
            if (!surelyUp && !surelyDown && !verdicts.ContainsKey(endPoint) && service.Fallback?.EndPoint.Equals(endPoint) != true)
                continue;
            var server = service.RealServers.FirstOrDefault(server => server.Destination.EndPoint.Equals(endPoint));
            var fallback = service.Fallback?.EndPoint.Equals(endPoint) == true ? service.Fallback : null;
            var allowed = new List<Destination?>();
            bool? up = server is null ? false : verdicts[endPoint];
            bool isFallbackNow = fallback is not null && surelyDown;
            if (up != false && !isFallbackNow)
            {
                allowed.Add(server!.Destination);
                // A slow start may be under way, and never goes beyond the file's weight.
                if (service.SlowStart > TimeSpan.Zero)
                {
                    allowed.AddRange(Enumerable.Range(1, server.Destination.Weight)
                        .Select(weight => server.Destination with { Weight = weight }));
                }
            }

            if (up != true && !isFallbackNow)
            {
                bool isKept = server is not null && service.Quiescent;
                if (isKept)
                    allowed.Add(server!.Destination with { Weight = 0 });
                if (!isKept || !readds || up is null)
                    allowed.Add(null);
            }

            if (fallback is not null && !surelyUp)
                allowed.Add(fallback);
            var actual = found.GetValueOrDefault(endPoint);
            // A server without a result is left unchanged.
            if (up is not null && !allowed.Contains(actual))
                return $"{service.CheckId} has {actual?.ToString() ?? $"no {endPoint}"}; "
                    + $"expected {string.Join(" or ", allowed.Select(a => a?.ToString() ?? "nothing"))}";
        }

        return null;
    }

    /// <summary>No server gets clients before it has passed a check, and none gets a larger weight than the file gives it.</summary>
    /// <param name="configs">The active configuration, and the one that may become active meanwhile.</param>
    /// <returns>Null if the destination may serve.</returns>
    public static string? WhyNotServe(DirectorConfig[] configs, ServiceId id, Destination destination)
    {
        VirtualService[] services = [.. configs.SelectMany(config => config.VirtualServices).Where(service => service.Id == id)];
        if (services.Any(service => destination == service.Fallback))
            return null;
        RealServer[] servers =
        [
            .. services.SelectMany(service => service.RealServers)
                .Where(server => server.Destination.EndPoint.Equals(destination.EndPoint)),
        ];
        int most = servers.Select(server => server.Destination.Weight).DefaultIfEmpty(0).Max();
        if (destination.Weight > most)
            return $"the largest weight of the file is {most}";
        if (services.Any(service => service.Quorum.Lost == LostMode.All))
            return null;
        return servers.Any(server => ((PlayedCheck)server.Check).Backend.HasPassed) ? null : "no check has passed";
    }

    // Null if unknown: this machine could not probe.
    private bool? Verdict(VirtualService service, RealServer server)
    {
        int number = Enumerable.Range(0, Scene.Servers).Single(i => Scene.Address(i).Equals(server.EndPoint.Address));
        if (service.IsOff || inMaintenance.Contains(number))
            return false;
        return scene.Backends[number].Code?.Status() switch
        {
            CheckStatus.Passed => true,
            CheckStatus.NotTried => null,
            _ => false,
        };
    }

    /// <summary>Services that no configuration names any more are gone, and those that none ever named are untouched.</summary>
    /// <param name="foreign">The operator's own service, as he left it.</param>
    public static string? WhatIsElsewhere(IpvsTable table, DirectorConfig config, ServiceEntry foreign)
    {
        if (table.Find(foreign.Service.Id) is not { } found || found.Service != foreign.Service
            || !found.Destinations.SequenceEqual(foreign.Destinations))
            return "the operator's own service is not what he left";
        var strangers = table.Services.Select(entry => entry.Service.Id)
            .Except(config.VirtualServices.Select(service => service.Id).Append(foreign.Service.Id)).ToList();
        return strangers.Count == 0 ? null : $"{strangers[0]} is in the table, and in no configuration any more";
    }

    /// <summary>A stop takes out the services with cleanstop, and nothing else.</summary>
    public static string? WhatStopLeft(IpvsTable before, IpvsTable after, DirectorConfig config)
    {
        var cleaned = config.VirtualServices.Where(service => service.CleanStop).Select(service => service.Id).ToHashSet();
        foreach (var entry in before.Services)
        {
            var left = after.Find(entry.Service.Id);
            if (cleaned.Contains(entry.Service.Id) ? left is not null
                : left is null || left.Service != entry.Service || !left.Destinations.SequenceEqual(entry.Destinations))
                return $"stop {(left is null ? "took out" : "left")} {entry.Service.Id} (cleanstop {cleaned.Contains(entry.Service.Id)})";
        }

        return after.Services.Length <= before.Services.Length ? null : "stop added a service";
    }
}
