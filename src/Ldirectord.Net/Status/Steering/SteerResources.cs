using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Ldirectord.Director;
using Ldirectord.Health;
using Ldirectord.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Status;

/// <summary>The resources that change something: each takes and gives JSON, and asks who may.</summary>
internal sealed class SteerResources(
    DirectorLoop loop, SteerAuthorisation authorisation, bool isDryRun, ILogger log, TimeProvider time)
{
    private readonly SteerWork _work = new(loop, isDryRun, time);
    private readonly RefusalCount _refusals = new(time);

    public ImmutableArray<HttpResource> All =>
    [
        Post("/api/v1/drain", SteerAction.Drain),
        Post("/api/v1/enable", SteerAction.Enable),
        Post("/api/v1/maintenance", SteerAction.Maintenance),
        Post("/api/v1/weight", SteerAction.Weight),
        Post("/api/v1/recheck", SteerAction.Recheck),
        Post("/api/v1/withdraw", SteerAction.Withdraw),
        Post("/api/v1/announce", SteerAction.Announce),
        new("GET", "/api/v1/drain", ProgressAsync) { Parameters = new HashSet<string> { "server", "virtual" } },
    ];

    private HttpResource Post(string path, SteerAction action) => new("POST", path, (question, ct) => AnswerAsync(action, question, ct));

    private async Task<HttpAnswer> AnswerAsync(SteerAction action, HttpQuestion question, CancellationToken ct)
    {
        if (BrowserRules.Problem(question.Header) is { } foreign)
            return HttpAnswer.Problem(403, foreign);
        if (!MediaTypeHeaderValue.TryParse(question.Header("Content-Type"), out var type)
            || !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return HttpAnswer.Problem(415, "expected Content-Type: application/json");
        }

        SteerRequest request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(question.Body, SteerJson.Default.SteerRequest, ct).ConfigureAwait(false)
                ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            return HttpAnswer.Problem(
                400, $"the body is wrong at {Printable.Of(e.Path ?? "its beginning", 80)}: expected as in {{\"server\":\"10.0.0.2:80\"}}");
        }
        catch (BadHttpRequestException e)
        {
            return HttpAnswer.Problem(
                e.StatusCode, $"the body is too long or too slow: expected at most {HttpServer.MaximumBody >> 10} KB");
        }

        var (who, refusal) = await authorisation.AskAsync(question, request.Who, ct).ConfigureAwait(false);
        if (refusal is not null)
        {
            await LogAsync(refusal, question).ConfigureAwait(false);
            return refusal;
        }

        if (SteerOrder.Of(action, request, time.GetUtcNow(), out var mistake) is not { } order)
            return HttpAnswer.Problem(400, mistake);
        try
        {
            var answer = await _work.RunAsync(order, who, ct).ConfigureAwait(false);
            Log(order, who);
            return Json(answer);
        }
        catch (SteerRefusedException e)
        {
            return HttpAnswer.Problem(e.Status, e.Message);
        }
    }

    /// <summary>How far the drain of a server is: the same answer as a POST, which changes nothing.</summary>
    private async Task<HttpAnswer> ProgressAsync(HttpQuestion question, CancellationToken ct)
    {
        var server = question.Query.GetValueOrDefault("server").ToString();
        if (ServerName.Parse(server) is not { } name)
            return HttpAnswer.Problem(400, $"invalid server \"{Printable.Of(server, 80)}\": expected {ServerName.Expected}");
        var service = question.Query.GetValueOrDefault("virtual").ToString();
        var order = new SteerOrder(SteerAction.Recheck, name) { Virtual = service.Length > 0 ? service : null };
        try
        {
            return Json(new SteerAnswer(await _work.ReportsAsync(order, ct).ConfigureAwait(false), []));
        }
        catch (SteerRefusedException e)
        {
            return HttpAnswer.Problem(e.Status, e.Message);
        }
    }

    private static HttpAnswer Json(SteerAnswer answer) =>
        HttpAnswer.Json(JsonSerializer.SerializeToUtf8Bytes(answer, SteerJson.Default.SteerAnswer));

    private async Task LogAsync(HttpAnswer refusal, HttpQuestion question)
    {
        if (!_refusals.Add(question.User, out var untold))
            return;
        var who = question.User is { } user ? await authorisation.NameAsync(user).ConfigureAwait(false) : "somebody";
        if (BrowserRules.IsForSomebodyElse(question.Header))
            who = $"somebody through a process of {who}";
        var more = untold == 0 ? "" : $"; {untold} more since the last such line";
        SteeringLogMessages.Refused(log, who, $"{refusal.Detail}{more}");
    }

    private void Log(SteerOrder order, string who)
    {
        var what = order.Action.ToString().ToLowerInvariant();
        var server = order.Server?.ToString() ?? (order.IsOfAddress ? "all addresses" : "all servers");
        SteeringLogMessages.Steered(
            log, who, $"{what} {server}{(order.Virtual is null ? "" : $" of {order.Virtual}")}{(order.IsForced ? ", forced" : "")}");
    }
}
