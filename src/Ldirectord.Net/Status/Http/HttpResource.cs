namespace Ldirectord.Status;

/// <summary>One method of one resource.</summary>
/// <param name="Method">GET, which answers HEAD too, or POST.</param>
/// <param name="Path">"/metrics", or with an open end: "/api/v1/servers/*".</param>
/// <param name="AnswerAsync">Must not block: many requests are answered side by side.</param>
internal sealed record HttpResource(string Method, string Path, Func<HttpQuestion, CancellationToken, Task<HttpAnswer>> AnswerAsync)
{
    /// <summary>Names of the query's parameters; another one is an error.</summary>
    public IReadOnlySet<string> Parameters { get; init; } = new HashSet<string>();

    /// <summary>The query is judged elsewhere: any parameters may be in it.</summary>
    public bool TakesAnyQuery { get; init; }

    public bool IsAt(string path) => Path.EndsWith('*') ? path.StartsWith(Path[..^1], StringComparison.Ordinal) : path == Path;

    public bool Has(string method) => method == Method || (method == "HEAD" && Method == "GET");
}
