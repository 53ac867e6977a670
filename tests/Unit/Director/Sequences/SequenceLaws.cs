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
/// <param name="touched">Destinations that an operator changed since the last reload; what became of them is his.</param>
internal sealed class SequenceLaws(Scene scene, IReadOnlySet<int> inMaintenance, IReadOnlySet<(ServiceId, IPEndPoint)> touched,
    IReadOnlySet<ServiceId> cleared)
{
    /// <returns>The first thing that is not right; null if all is.</returns>
    public string? WhatIsWrong(DirectorConfig config, IpvsTable table) =>
        config.VirtualServices.Select(service => WhatIsWrong(service, config.ReaddQuiescent, table.Find(service.Id)))
            .FirstOrDefault(wrong => wrong is not null);

    private string? WhatIsWrong(VirtualService service, bool readds, ServiceEntry? entry)
    {
        // Emptied by an operator's hand: whole again with its next change, whenever that is.
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
        foreach (var endPoint in found.Keys.Concat(verdicts.Keys).Append(service.Fallback?.EndPoint).OfType<IPEndPoint>().Distinct())
        {
            if (touched.Contains((service.Id, endPoint)))
                continue;
            // Nobody serves in the place of servers that left the file until a first verdict tells who does.
            if (!surelyUp && !surelyDown && !verdicts.ContainsKey(endPoint) && service.Fallback?.EndPoint.Equals(endPoint) != true)
                continue;
            var server = service.RealServers.FirstOrDefault(server => server.Destination.EndPoint.Equals(endPoint));
            var fallback = service.Fallback?.EndPoint.Equals(endPoint) == true ? service.Fallback : null;
            var allowed = new List<Destination?>();
            bool? up = server is null ? false : verdicts[endPoint];
            bool isFallbackNow = fallback is not null && surelyDown;
            if (up != false && !isFallbackNow)
                allowed.Add(server!.Destination);
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
            // Without a verdict it is left as it was found.
            if (up is not null && !allowed.Contains(actual))
                return $"{service.CheckId} has {actual?.ToString() ?? $"no {endPoint}"}; "
                    + $"expected {string.Join(" or ", allowed.Select(a => a?.ToString() ?? "nothing"))}";
        }

        return null;
    }

    // Null: nobody can tell, for this machine could not ask.
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
}
