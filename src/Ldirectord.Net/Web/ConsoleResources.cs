using System.Collections.Immutable;
using System.Text.Json;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>The resources of a console, behind its guard.</summary>
internal sealed class ConsoleResources(DirectorSet directors, ConsoleMetrics metrics, RequestGuard guard)
{
    private const string Directors = "/directors/";

    public ImmutableArray<HttpResource> All =>
    [
        .. from resource in Unguarded
           select resource with
           {
               AnswerAsync = (question, ct) => guard.Refuse(question) is { } refusal
                   ? Task.FromResult(refusal) : resource.AnswerAsync(question, ct),
           },
    ];

    private ImmutableArray<HttpResource> Unguarded =>
    [
        .. new PageResources(() => [.. directors.All.Select(Source)], TimeProvider.System).All,
        new("GET", "/metrics", metrics.AnswerAsync) { TakesAnyQuery = true },
        new("GET", "/api/v1/directors", DirectorsAsync),
        new("GET", $"{Directors}*", PassAsync) { TakesAnyQuery = true },
        new("POST", $"{Directors}*", PassAsync) { TakesAnyQuery = true },
        new("GET", "/api/v1/*", PassToTheOneAsync) { TakesAnyQuery = true },
        new("POST", "/api/v1/*", PassToTheOneAsync) { TakesAnyQuery = true },
    ];

    /// <summary>The page asks a director as a client of the console would.</summary>
    private PageSource Source(DirectorAddress address) => new(address.Name, $"{Directors}{address.Name}", async (resource, ct) =>
    {
        try
        {
            using var answer = await directors.ClientOf(address).AskAsync(HttpMethod.Get, resource, null, ct).ConfigureAwait(false);
            return ((int)answer.Status, await answer.ReadAllAsync(StatusClient.MaximumAnswer, ct).ConfigureAwait(false));
        }
        catch (DirectorException e)
        {
            throw new IOException(e.Message, e);
        }
    });

    private string Names => string.Join(", ", directors.All.Select(address => address.Name));

    /// <summary>/directors/NAME/api/v1/status and the like.</summary>
    private async Task<HttpAnswer> PassAsync(HttpQuestion question, CancellationToken ct)
    {
        var rest = question.Path[Directors.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? rest : rest[..slash];
        if (directors.Find(name) is not { } director)
            return HttpAnswer.Problem(404, $"there is no such director: expected one of {Names}");
        var path = slash < 0 ? "" : rest[slash..];
        return DirectorProxy.IsPassed(path)
            ? await DirectorProxy.PassAsync(director, path, question, ct).ConfigureAwait(false)
            : HttpAnswer.Problem(404, $"there is no such resource: expected {Directors}{name}/metrics or {Directors}{name}/api/v1/…");
    }

    /// <summary>A console of one director answers as that director does.</summary>
    private async Task<HttpAnswer> PassToTheOneAsync(HttpQuestion question, CancellationToken ct) =>
        directors.All is [var one]
            ? await DirectorProxy.PassAsync(directors.ClientOf(one), question.Path, question, ct).ConfigureAwait(false)
            : HttpAnswer.Problem(404, $"this console has not one director: expected {Directors}NAME{question.Path}, NAME one of {Names}");

    private async Task<HttpAnswer> DirectorsAsync(HttpQuestion question, CancellationToken ct)
    {
        var all = directors.All;
        var errors = await Task.WhenAll(all.Select(address => ErrorAsync(address, ct))).ConfigureAwait(false);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var (address, error) in all.Zip(errors))
            {
                json.WriteStartObject();
                json.WriteString("name", address.Name);
                json.WriteBoolean("reachable", error is null);
                json.WriteString("error", error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return HttpAnswer.Json(text.ToArray());
    }

    /// <returns>Why the director does not answer, or null if it does.</returns>
    private async Task<string?> ErrorAsync(DirectorAddress address, CancellationToken ct)
    {
        try
        {
            // A resource that there is not costs a director nothing.
            using var answer = await directors.ClientOf(address).AskAsync(HttpMethod.Head, "/api/v1/", null, ct).ConfigureAwait(false);
            return (int)answer.Status >= 500 ? $"the console at {address} does not reach it" : null;
        }
        catch (DirectorException e)
        {
            return e.Message;
        }
    }
}
