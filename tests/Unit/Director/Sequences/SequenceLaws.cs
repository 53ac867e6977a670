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
/// <param name="touched">Destinations that an operator changed since the last reload; their state is not judged.</param>
internal sealed class SequenceLaws(
    Scene scene, OperatorsFiles files, IReadOnlySet<(ServiceId, IPEndPoint)> touched, IReadOnlySet<ServiceId> cleared)
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
            return TooManyKept(service, found, verdicts);
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
                allowed.AddRange(Weights(service, server!).Select(weight => server!.Destination with { Weight = weight }));
            if (up != true && !isFallbackNow)
            {
                // Who is drained keeps its clients, unless the scheduler would refuse them.
                bool isDrained = server is not null && (IsDrained(service, server) || (!service.IsOff && IsOrderedToDrain(server)));
                bool isKept = server is not null && service.Quiescent && !isDrained;
                if (isKept || (isDrained && SchedulerRules.PassesOverWeightZero(service.Service)))
                    allowed.Add(server!.Destination with { Weight = 0 });
                if (!isKept || !readds || up is null)
                    allowed.Add(null);
            }

            if (fallback is not null && !surelyUp)
                allowed.Add(fallback);
            var actual = found.GetValueOrDefault(endPoint);
            // Who is drained keeps the settings that its clients came by, though the file has others now.
            if (server is not null && actual is { Weight: 0 } && (IsOrderedToDrain(server) || IsDrained(service, server)))
                continue;
            // A server without a result is left unchanged.
            if (up is not null && !allowed.Contains(actual))
                return $"{service.CheckId} has {actual?.ToString() ?? $"no {endPoint}"}; "
                    + $"expected {string.Join(" or ", allowed.Select(a => a?.ToString() ?? "nothing"))}";
        }

        return null;
    }

    /// <summary>Of the servers that are down no more serve than keepservers asks for; none without it, but for lost = all.</summary>
    private string? TooManyKept(
        VirtualService service, Dictionary<IPEndPoint, Destination> found, Dictionary<IPEndPoint, bool?> verdicts)
    {
        if (service.Quorum.Lost == LostMode.All)
            return null;
        var weighty = service.RealServers.Where(server => server.Destination.Weight > 0).ToList();
        int present = service.IsOff ? 0 : weighty.Count(server => !IsInMaintenance(server));
        int needed = ((present * service.Quorum.KeepPercent) + 99) / 100;
        int allowed = Math.Max(0, needed - weighty.Count(server => verdicts[server.Destination.EndPoint] == true));
        var kept = weighty.Select(server => server.Destination.EndPoint)
            .Where(endPoint => verdicts[endPoint] == false && found.TryGetValue(endPoint, out var destination) && destination.Weight > 0
                && service.Fallback?.EndPoint.Equals(endPoint) != true && !touched.Contains((service.Id, endPoint)))
            .ToList();
        return kept.Count <= allowed ? null
            : $"{service.CheckId} has {string.Join(", ", kept)}, which are down; {service.Quorum.KeepPercent} % allow {allowed} of them";
    }

    /// <summary>
    /// No server gets clients before it has passed a check, unless it has them already, and none gets a larger weight than the file gives
    /// it.
    /// </summary>
    /// <param name="configs">The active configuration, and those that may become active meanwhile.</param>
    /// <returns>Null if the destination may serve.</returns>
    public static string? WhyNotServe(DirectorConfig[] configs, ServiceId id, Destination destination, bool serves)
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
        // A server that is found with a weight counts as up.
        if (serves || services.Any(service => service.Quorum.Lost == LostMode.All))
            return null;
        return servers.Any(server => ((PlayedCheck)server.Check).Backend.HasPassed) ? null : "no check has passed";
    }

    /// <summary>Connections are held to servers of watched services alone, and not in maintenance.</summary>
    public string? WhatIsHeld(DirectorConfig config)
    {
        var watched = config.VirtualServices.Where(service => service is { Watch: WatchMode.Connection, IsOff: false })
            .SelectMany(service => service.RealServers)
            .Where(server => !IsInMaintenance(server))
            .Select(server => Scene.Number(server.EndPoint.Address)).ToHashSet();
        int stray = Enumerable.Range(0, Scene.Servers).FirstOrDefault(i => scene.Backends[i].Held > 0 && !watched.Contains(i), -1);
        return stray < 0 ? null : $"a connection is held to {Scene.Address(stray)}, which nobody watches";
    }

    // Null if unknown: this machine could not probe.
    private bool? Verdict(VirtualService service, RealServer server) =>
        IsHealthy(service, server) == true ? !IsDrained(service, server) : IsHealthy(service, server);

    private bool? IsHealthy(VirtualService service, RealServer server)
    {
        if (service.IsOff || IsOrderedOut(server))
            return false;
        if (Word(server) is AgentWish.Down or AgentWish.Maintenance)
            return false;
        return scene.At(server.EndPoint.Address).Code?.Status() switch
        {
            CheckStatus.Passed => true,
            CheckStatus.NotTried => null,
            _ => false,
        };
    }

    private bool IsInMaintenance(RealServer server) =>
        IsOrderedOut(server) || Word(server) == AgentWish.Maintenance;

    private bool IsOrderedOut(RealServer server) => files.IsOut(Scene.Number(server.EndPoint.Address));

    private bool IsOrderedToDrain(RealServer server) => files.Drained.Contains(Scene.Number(server.EndPoint.Address));

    private string? Given(RealServer server) => files.Given.GetValueOrDefault(Scene.Number(server.EndPoint.Address));

    private AgentWish Word(RealServer server) =>
        server.Agent is null ? AgentWish.Ready : scene.At(server.EndPoint.Address).Agent?.Wish ?? AgentWish.Ready;

    private WeightAnswer?[] Answers(RealServer server)
    {
        var backend = scene.At(server.EndPoint.Address);
        return [backend.Weight, server.Agent is null ? null : backend.Agent?.Weight];
    }

    private bool IsDrained(VirtualService service, RealServer server) => IsHealthy(service, server) == true
        && (Word(server) == AgentWish.Drain || (Given(server) is { } weight
            ? weight is "0" or "0%" : Answers(server).Contains(new WeightAnswer(0, IsPercent: false))));

    /// <summary>What a server that is up may have: the file's weight, or the shares of it that its check and its agent say.</summary>
    private IEnumerable<int> Weights(VirtualService service, RealServer server)
    {
        int weight = server.Destination.Weight;
        if (weight > 0 && Given(server) is { } asked)
        {
            weight = asked == "1" ? 1 : Math.Max(1, (weight + 1) / 2);
            return Applies(service) ? Enumerable.Range(1, weight) : [weight];
        }

        if (weight == 0 || !SchedulerRules.TakesWeights(service.Service.Scheduler))
            return [weight];
        if (Answers(server).Contains(new WeightAnswer(0, IsPercent: true)))
            return SchedulerRules.PassesOverWeightZero(service.Service) ? [0, 1] : [1];
        foreach (var answer in Answers(server).OfType<WeightAnswer>())
        {
            var share = Math.Round(weight * answer.Value / 100.0, MidpointRounding.AwayFromZero);
            weight = answer.IsPercent ? Math.Max(1, (int)share) : answer.Value;
        }

        // A slow start may be under way, and never goes beyond it.
        return Applies(service) ? Enumerable.Range(1, weight) : [weight];
    }

    private static bool Applies(VirtualService service) =>
        service.SlowStart > TimeSpan.Zero && SchedulerRules.TakesWeights(service.Service.Scheduler);

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
