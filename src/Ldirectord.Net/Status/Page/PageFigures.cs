using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The sums at the top of the page.</summary>
internal sealed record PageFigures(
    int Services, int Lost, int Servers, int Up, int Down, int Planned, int Drift, long Active, double Rate, IReadOnlyList<double> Curve)
{
    public static PageFigures Of(IReadOnlyList<PageDirector> directors)
    {
        var reports = directors.Select(director => director.Report).OfType<StatusReport>().ToList();
        var services = reports.SelectMany(report => report.Services).ToList();
        var servers = services.SelectMany(service => service.Servers).Where(server => !server.Fallback).ToList();
        var curve = Sum(services.Select(service => service.Curve ?? []));
        return new PageFigures(
            services.Count,
            services.Count(ServiceFacts.IsLost),
            servers.Count,
            servers.Count(ServerFacts.IsUp),
            servers.Count(server => server.Health is ReportedHealth.Down or ReportedHealth.Kept),
            servers.Count(server => server.Health is ReportedHealth.Maintenance or ReportedHealth.Drain),
            reports.Sum(report => report.Comparison?.Now.Count ?? 0),
            services.SelectMany(service => service.Servers).Sum(server => (long)server.Active),
            curve is [.., var now] ? now : 0,
            curve);
    }

    /// <summary>Curves end now, whenever they begin.</summary>
    private static List<double> Sum(IEnumerable<IReadOnlyList<double>> curves)
    {
        var all = curves.ToList();
        var length = all.Select(curve => curve.Count).DefaultIfEmpty(0).Max();
        return
        [
            .. Enumerable.Range(1, length).Reverse()
                .Select(back => all.Sum(curve => curve.Count >= back ? curve[^back] : 0)),
        ];
    }
}
