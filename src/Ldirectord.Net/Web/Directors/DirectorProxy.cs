using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using Ldirectord.Status;
using Microsoft.Extensions.Primitives;

namespace Ldirectord.Web;

/// <summary>
/// Passes a request to a director, and its answer back. What passes is named here, field by field: the console adds no power of its own to
/// a request, and a director's answer can be nothing but data to a browser.
/// </summary>
internal static class DirectorProxy
{
    private static readonly string[] s_requestFields = ["Accept", "Last-Event-ID"];
    private static readonly string[] s_answerFields = ["Allow", "Retry-After", "WWW-Authenticate"];

    /// <summary>
    /// By media type, what the browser is told: another console could send a page, which would then be one of this console's.
    /// </summary>
    private static readonly Dictionary<string, string> s_types = new()
    {
        ["application/json"] = "application/json",
        ["application/problem+json"] = "application/problem+json",
        ["text/event-stream"] = "text/event-stream",
        ["text/plain"] = "text/plain; version=0.0.4; charset=utf-8",
    };

    /// <summary>Whether the console passes on requests for the resource of a director.</summary>
    public static bool IsPassed(string path) => path == "/metrics" || path.StartsWith("/api/v1/", StringComparison.Ordinal);

    /// <param name="path">Of the director's resource, decoded.</param>
    public static async Task<HttpAnswer> PassAsync(DirectorClient director, string path, HttpQuestion question, CancellationToken ct)
    {
        try
        {
            var isPost = question.Method == "POST";
            if (isPost && !question.Header("Authorization").StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                // The console may run as the director's own user, who needs no token.
                return HttpAnswer.Problem(401, "expected Authorization: Bearer TOKEN, with a token of the director's steertoken file")
                    with
                { Headers = [("WWW-Authenticate", "Bearer")] };
            }

            var body = isPost ? await ReadAsync(question.Body, ct).ConfigureAwait(false) : [];
            var answer = await director.AskAsync(
                new HttpMethod(question.Method), Encode(path, question.Query), request => Prepare(request, question, body), ct)
                .ConfigureAwait(false);
            return Pass(answer, question.Method == "HEAD");
        }
        catch (DirectorException e)
        {
            return HttpAnswer.Problem(e.Status, e.Message);
        }
    }

    /// <summary>Path and query as they stand in a request.</summary>
    public static string Encode(string path, IReadOnlyDictionary<string, StringValues> query)
    {
        var encoded = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var parameters =
            from parameter in query
            from value in parameter.Value
            select $"{UrlEncoder.Default.Encode(parameter.Key)}={UrlEncoder.Default.Encode(value ?? "")}";
        return query.Count == 0 ? encoded : $"{encoded}?{string.Join('&', parameters)}";
    }

    private static void Prepare(HttpRequestMessage request, HttpQuestion question, byte[] body)
    {
        // A director demands a token of whoever comes through a console.
        request.Headers.Via.Add(new ViaHeaderValue("1.1", "ldirectord-console"));
        foreach (var name in s_requestFields)
        {
            if (question.Header(name) is { Length: > 0 } value)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        if (question.Method != "POST")
            return;
        request.Headers.TryAddWithoutValidation("Authorization", question.Header("Authorization"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", question.Header("Content-Type"));
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken ct)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all, ct).ConfigureAwait(false);
        return all.ToArray();
    }

    private static HttpAnswer Pass(DirectorAnswer answer, bool isHead)
    {
        var status = (int)answer.Status;
        if (!s_types.TryGetValue(answer.MediaType, out var type) || status is >= 300 and < 400)
        {
            answer.Dispose();
            return HttpAnswer.Problem(502, "the director's answer is of another kind than a director's");
        }

        var fields = new List<(string, string)> { ("Content-Security-Policy", "default-src 'none'; sandbox") };
        foreach (var name in s_answerFields)
        {
            if (answer.Header(name) is { Length: < 200 } value && value.All(c => c is >= ' ' and <= '~'))
                fields.Add((name, value));
        }

        if (answer.Length is { } length)
            fields.Add(("Content-Length", $"{length}"));
        if (isHead)
            answer.Dispose();
        return new HttpAnswer(status, type, default)
        {
            Headers = fields,
            WriteAsync = async (writer, ct) =>
            {
                using (answer)
                    await answer.CopyAsync(writer, ct).ConfigureAwait(false);
            },
        };
    }
}
