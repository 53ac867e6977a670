using System.Collections.Immutable;
using System.Text;

namespace Ldirectord.Status;

/// <summary>The page for browsers: what <paramref name="sources"/> tell, as HTML that is whole without a script.</summary>
/// <param name="sources">Asked anew at each request: one director, or all that a console knows.</param>
internal sealed class PageResources(Func<IReadOnlyList<PageSource>> sources, TimeProvider time)
{
    /// <summary>Only the page's own files run, whatever a server said; nobody may frame the page, and forms go nowhere else.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly HashSet<string> s_version = ["v"];

    public ImmutableArray<HttpResource> All =>
    [
        new("GET", "/", PageAsync) { Parameters = PageQuery.Parameters },
        new("GET", "/servers/*", ServerAsync) { Parameters = new HashSet<string> { "virtual", "director" } },
        Asset(PageAssets.Style),
        Asset(PageAssets.Script),
        Asset(PageAssets.Icon),
    ];

    /// <summary>A director's own resources, with its page beside them.</summary>
    public static HttpRoutes Beside(ImmutableArray<HttpResource> api, TimeProvider time)
    {
        var own = PageSource.Own(new HttpRoutes(api));
        return new HttpRoutes([.. api, .. new PageResources(() => [own], time).All]);
    }

    private static HttpResource Asset(PageAsset asset) => new("GET", asset.Path, (question, _) =>
    {
        // By its version the file never changes; without one, a browser asks again.
        var isVersioned = question.Query.GetValueOrDefault("v").ToString() == asset.Version;
        return Task.FromResult(new HttpAnswer(200, asset.ContentType, asset.Bytes)
        {
            Headers =
            [
                ("Cache-Control", isVersioned ? "public, max-age=31536000, immutable" : "no-cache"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
            ],
        });
    })
    {
        Parameters = s_version,
    };

    private static HttpAnswer Html(int status, string html) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html))
    {
        Headers =
        [
            ("Content-Security-Policy", Policy),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ],
    };

    private async Task<HttpAnswer> PageAsync(HttpQuestion question, CancellationToken ct)
    {
        var directors = await Task.WhenAll(sources().Select(source => source.ReadAsync(ct))).ConfigureAwait(false);
        return Html(200, PageHtml.Write(directors, PageQuery.Of(question.Query), time.GetUtcNow()));
    }

    private async Task<HttpAnswer> ServerAsync(HttpQuestion question, CancellationToken ct)
    {
        var all = sources();
        var name = question.Query.GetValueOrDefault("director").ToString();
        if ((name.Length == 0 && all.Count == 1 ? all[0] : all.FirstOrDefault(source => source.Name == name)) is not { } source)
            return HttpAnswer.Problem(404, $"there is no such director: expected one of {string.Join(", ", all.Select(one => one.Name))}");
        var server = question.Path["/servers/".Length..];
        var service = question.Query.GetValueOrDefault("virtual").ToString();
        var page = await ServerDetail.ReadAsync(source, server, service, ct).ConfigureAwait(false);
        return Html(page.Status, DetailHtml.Write(page, all.Count == 1, time.GetUtcNow()));
    }
}
