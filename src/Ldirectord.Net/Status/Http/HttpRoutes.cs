using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>Which resource answers a request, and the errors that all resources have in common.</summary>
internal sealed class HttpRoutes(ImmutableArray<HttpResource> resources)
{
    private readonly string _paths = string.Join(", ", resources.Select(resource => resource.Path).Distinct());

    public async Task<HttpAnswer> AnswerAsync(HttpQuestion question, CancellationToken ct)
    {
        var here = resources.Where(resource => resource.IsAt(question.Path)).ToList();
        if (here.Count == 0)
            return HttpAnswer.Problem(404, $"there is no such resource: expected one of {_paths}");
        if (here.Find(resource => resource.Has(question.Method)) is not { } found)
        {
            var allow = string.Join(", ", here.Select(resource => resource.Method == "GET" ? "GET, HEAD" : resource.Method));
            return HttpAnswer.Problem(405, $"this resource has no such method: expected {allow}") with { Allow = allow };
        }

        if (!found.TakesAnyQuery && question.Query.Keys.Any(name => !found.Parameters.Contains(name)))
        {
            var known = found.Parameters.Count == 0 ? "no query" : string.Join(", ", found.Parameters);
            return HttpAnswer.Problem(400, $"unknown query: expected {known}");
        }

        try
        {
            return await found.AnswerAsync(question, ct).ConfigureAwait(false);
        }
        catch (IpvsException)
        {
            return HttpAnswer.Problem(503, "the kernel's table cannot be read now: the daemon's log says why");
        }
    }
}
