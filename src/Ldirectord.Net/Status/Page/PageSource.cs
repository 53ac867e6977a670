using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Ldirectord.Status;

/// <summary>A director that the page asks by its API, in this process or in another one.</summary>
/// <param name="Name">Shown until the report names the director itself.</param>
/// <param name="Api">What stands before the paths of its API as browsers see it: "" or "/directors/NAME".</param>
/// <param name="GetAsync">Path and query of a resource of its API to status and body.</param>
internal sealed record PageSource(string Name, string Api, Func<string, CancellationToken, Task<(int Status, byte[] Body)>> GetAsync)
{
    /// <summary>The director of this process.</summary>
    /// <param name="api">Its resources.</param>
    public static PageSource Own(HttpRoutes api) => new("director", "", async (resource, ct) =>
    {
        var query = resource.IndexOf('?', StringComparison.Ordinal);
        var path = Uri.UnescapeDataString(query < 0 ? resource : resource[..query]);
        var question = new HttpQuestion("GET", path, QueryHelpers.ParseQuery(query < 0 ? "" : resource[query..]))
        {
            Header = _ => "",
            Body = Stream.Null,
        };
        var answer = await api.AnswerAsync(question, ct).ConfigureAwait(false);
        return (answer.Status, answer.Body.ToArray());
    });

    /// <summary>The director as it is now; what it says is made safe to show.</summary>
    public async Task<PageDirector> ReadAsync(CancellationToken ct)
    {
        try
        {
            var (status, body) = await GetAsync("/api/v1/status", ct).ConfigureAwait(false);
            if (status != (int)HttpStatusCode.OK)
                return new PageDirector(Name, Api, null, $"its answer has the status {status}");
            var report = StatusReport.FromJson(body);
            return new PageDirector(Api.Length == 0 && report.Director.Length > 0 ? report.Director : Name, Api, report, null);
        }
        catch (Exception e) when (e is IOException or JsonException or HttpRequestException or TimeoutException)
        {
            return new PageDirector(Name, Api, null, e.Message);
        }
    }
}
