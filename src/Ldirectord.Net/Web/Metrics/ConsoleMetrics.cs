using System.Collections.Immutable;
using System.Text;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>GET /metrics of a console: those of its one director as they are, or of all, joined.</summary>
internal sealed class ConsoleMetrics(DirectorSet directors) : IDisposable
{
    /// <summary>Joins at a time: the metrics of several directors with 10,000 real servers each are a hundred megabytes.</summary>
    private readonly SemaphoreSlim _joins = new(1);

    public void Dispose() => _joins.Dispose();

    public async Task<HttpAnswer> AnswerAsync(HttpQuestion question, CancellationToken ct)
    {
        var all = directors.All;
        if (all is [var one])
            return await DirectorProxy.PassAsync(directors.ClientOf(one), "/metrics", question, ct).ConfigureAwait(false);
        await _joins.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var resource = DirectorProxy.Encode("/metrics", question.Query);
            var answers = await Task.WhenAll(all.Select(address => AskAsync(address, resource, ct))).ConfigureAwait(false);
            return answers.FirstOrDefault(answer => answer.Refusal is not null).Refusal
                ?? HttpAnswer.Text("text/plain; version=0.0.4; charset=utf-8", Join(all, answers).ToString());
        }
        finally
        {
            _joins.Release();
        }
    }

    /// <summary>The metrics of all directors, also if there is but one, whoever answers in time.</summary>
    public async Task<JoinedMetrics> ReadAsync(MetricsScope scope, TimeSpan patience, CancellationToken ct)
    {
        var all = directors.All;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        var resource = scope == MetricsScope.Virtual ? "/metrics?scope=virtual" : "/metrics";
        var answers = await Task.WhenAll(all.Select(async address =>
        {
            try
            {
                return await AskAsync(address, resource, deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return default;
            }
        })).ConfigureAwait(false);
        return Join(all, answers);
    }

    private static JoinedMetrics Join(ImmutableArray<DirectorAddress> all, (string? Text, HttpAnswer? Refusal)[] answers)
    {
        var metrics = new JoinedMetrics();
        metrics.Add(JoinedMetrics.Reachable, "Whether the console has the metrics of a director.",
            all.Zip(answers, (address, answer) => (address.Name, answer.Text is null ? 0.0 : 1.0)));
        foreach (var (address, answer) in all.Zip(answers))
            metrics.Add(address.Name, answer.Text ?? "");
        return metrics;
    }

    /// <returns>The metrics; or how the director refuses the query; or neither, of a director that does not answer.</returns>
    private async Task<(string? Text, HttpAnswer? Refusal)> AskAsync(DirectorAddress address, string resource, CancellationToken ct)
    {
        try
        {
            using var answer = await directors.ClientOf(address).AskAsync(HttpMethod.Get, resource, null, ct).ConfigureAwait(false);
            var body = await answer.ReadAllAsync(StatusClient.MaximumAnswer, ct).ConfigureAwait(false);
            return (int)answer.Status switch
            {
                200 => (Encoding.UTF8.GetString(body), null),
                400 => (null, new HttpAnswer(400, "application/problem+json", body)),
                _ => (null, null),
            };
        }
        catch (Exception e) when (e is DirectorException or IOException)
        {
            return (null, null);
        }
    }
}
