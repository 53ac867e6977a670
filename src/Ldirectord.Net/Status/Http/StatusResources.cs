using System.Collections.Immutable;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>What the director tells of itself; nothing here changes anything.</summary>
/// <param name="snapshot">Asks the director.</param>
/// <param name="version">Of this program.</param>
internal sealed class StatusResources(Func<CancellationToken, Task<DirectorSnapshot>> snapshot, string version)
{
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public ImmutableArray<HttpResource> All =>
    [
        new("GET", "/metrics", MetricsAsync) { Parameters = new HashSet<string> { "scope" } },
        new("GET", "/api/v1/status", StatusAsync),
    ];

    private async Task<HttpAnswer> StatusAsync(HttpQuestion question, CancellationToken ct) =>
        HttpAnswer.Json(StatusReport.Of(await snapshot(ct).ConfigureAwait(false)).ToJson());

    private async Task<HttpAnswer> MetricsAsync(HttpQuestion question, CancellationToken ct)
    {
        MetricsScope scope;
        switch (question.Query.GetValueOrDefault("scope").ToString())
        {
            case "" or "all":
                scope = MetricsScope.All;
                break;
            case "virtual":
                scope = MetricsScope.Virtual;
                break;
            default:
                return HttpAnswer.Problem(400, "unknown scope: expected ?scope=all or ?scope=virtual");
        }

        var found = await snapshot(ct).ConfigureAwait(false);
        var metrics = DirectorMetrics.Render(found, ProcessFigures.Read(found.StartedAt), version, scope);
        return new HttpAnswer(200, MetricsType, default) { WriteAsync = metrics.SendAsync };
    }
}
