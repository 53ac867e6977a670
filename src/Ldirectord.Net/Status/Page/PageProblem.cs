using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>One line of what is not fine.</summary>
/// <param name="State">Class of the shape.</param>
/// <param name="Subject">What it is about: a server, a service, the director.</param>
/// <param name="Of">The service of a server, and the director where there are several; empty if neither.</param>
/// <param name="Link">Where there is more of it; null if nowhere.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Since">Null if it is not known.</param>
internal sealed record PageProblem(
    Concern Concern, string State, string Subject, string Of, string? Link, string Sentence, DateTimeOffset? Since)
{
    /// <summary>Everything that is not fine, the worst first, and of that the newest.</summary>
    public static IReadOnlyList<PageProblem> All(IReadOnlyList<PageDirector> directors, DateTimeOffset now) =>
    [
        .. directors.SelectMany(director => OfDirector(director, directors.Count == 1, now))
            .OrderBy(problem => problem.Concern).ThenByDescending(problem => problem.Since ?? DateTimeOffset.MaxValue),
    ];

    private static IEnumerable<PageProblem> OfDirector(PageDirector director, bool only, DateTimeOffset now)
    {
        var name = only ? "" : director.Name;
        if (director.Report is not { } report)
        {
            yield return new PageProblem(
                Concern.Bad, "down", director.Name, "", null, $"does not answer: {director.Error ?? "no reason known"}", null);
            yield break;
        }

        if (report.Problem is { } problem)
            yield return new PageProblem(Concern.Bad, "down", report.Config, name, null, $"file refused: {problem}", null);
        foreach (var difference in report.Comparison?.Now ?? [])
        {
            yield return new PageProblem(
                Concern.Warning, "drift", difference.Virtual, name, null, Drift(difference), difference.Since);
        }

        foreach (var service in report.Services)
        {
            if (string.Join(" · ", ServiceFacts.Troubles(service)) is { Length: > 0 } troubles)
            {
                var bad = ServiceFacts.ConcernOf(service, now) == Concern.Bad;
                yield return new PageProblem(
                    bad ? Concern.Bad : Concern.Warning, bad ? "down" : "fallback", service.Virtual, name, null, troubles, null);
            }

            foreach (var server in service.Servers.Where(server => server.Health != ReportedHealth.Fallback))
            {
                if (ServerFacts.ConcernOf(server, now) is var concern && concern != Concern.Fine)
                {
                    yield return new PageProblem(
                        concern, StateOf(server, concern), server.Real, only ? service.Virtual : $"{service.Virtual} · {name}",
                        director.ServerAddress(server.Real, service.Virtual, only), ServerFacts.Sentence(server, now), server.Since);
                }
            }
        }
    }

    /// <summary>A server that is up, yet listed here, is at risk.</summary>
    private static string StateOf(ServerReport server, Concern concern) =>
        concern == Concern.Warning && server.Health == ReportedHealth.Up ? "risk" : ServerFacts.State(server);

    /// <summary>What the kernel has, and what would resolve it.</summary>
    private static string Drift(DifferenceReport difference) =>
        $"the kernel's table differs ({difference.Kernel ?? "no entry"}); expected: {difference.Command}";
}
