using System.Net;

namespace Ldirectord.Status;

/// <summary>Which servers of which services the page shows, and in which order.</summary>
/// <param name="Sections">Services with at least one row.</param>
/// <param name="From">Rows passed over.</param>
/// <param name="Rows">Rows shown.</param>
/// <param name="Matching">Rows that the question matches, on all pages.</param>
internal sealed record PageView(IReadOnlyList<PageSection> Sections, int From, int Rows, int Matching)
{
    /// <summary>Rows that one page has without the script: some hundred kilobytes.</summary>
    public const int MaximumRows = 400;

    public static PageView Of(IReadOnlyList<PageDirector> directors, PageQuery query, DateTimeOffset now)
    {
        var sections = new List<PageSection>();
        foreach (var director in directors)
        {
            foreach (var service in director.Report?.Services ?? [])
            {
                var servers = service.Servers.Where(server => Matches(director, service, server, query, now)).ToList();
                if (servers.Count > 0 || (query == PageQuery.Everything && service.Servers.Count == 0))
                    sections.Add(new PageSection(director, service, Sorted(servers, query.Sort, now)));
            }
        }

        if (query.Sort == "problems")
            sections = [.. sections.OrderBy(section => ServiceFacts.ConcernOf(section.Service, now))];
        return Cut(sections, query.From);
    }

    private static PageView Cut(List<PageSection> sections, int from)
    {
        var matching = sections.Sum(section => section.Servers.Count);
        var skip = from;
        var left = MaximumRows;
        var shown = new List<PageSection>();
        foreach (var section in sections)
        {
            if (left <= 0)
                break;
            if (skip > 0 && skip >= section.Servers.Count)
            {
                skip -= section.Servers.Count;
                continue;
            }

            List<ServerReport> servers = [.. section.Servers.Skip(skip).Take(left)];
            skip = 0;
            left -= servers.Count;
            shown.Add(section with { Servers = servers });
        }

        return new PageView(shown, from, MaximumRows - left, matching);
    }

    private static bool Matches(PageDirector director, ServiceReport service, ServerReport server, PageQuery query, DateTimeOffset now)
    {
        var isServiceFine = service is { Lost: null, Kept: null, InTable: true };
        if (query.OnlyProblems && isServiceFine && ServerFacts.ConcernOf(server, now) == Concern.Fine)
            return false;
        var text = $"{server.Real} {ServerFacts.State(server)} {service.Virtual} {service.Line} {director.Name} "
            + ServerFacts.Sentence(server, now);
        return query.Words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static List<ServerReport> Sorted(List<ServerReport> servers, string sort, DateTimeOffset now) => sort switch
    {
        "file" => servers,
        "address" => [.. servers.OrderBy(server => AddressKey(server.Real), StringComparer.Ordinal)],
        "active" => [.. servers.OrderByDescending(server => server.Active)],
        "since" => [.. servers.OrderByDescending(server => server.Since)],
        "time" => [.. servers.OrderByDescending(server => server.Ms ?? -1)],
        _ => [.. servers.OrderBy(server => ServerFacts.ConcernOf(server, now))],
    };

    /// <summary>In hexadecimal, so that 10.0.0.9 comes before 10.0.0.10.</summary>
    private static string AddressKey(string real) => IPEndPoint.TryParse(real, out var point)
        ? $"{(int)point.AddressFamily:x4}{Convert.ToHexString(point.Address.GetAddressBytes())}{point.Port:x4}"
        : real;
}

/// <summary>One service of one director, with the servers that are shown.</summary>
internal sealed record PageSection(PageDirector Director, ServiceReport Service, IReadOnlyList<ServerReport> Servers);
