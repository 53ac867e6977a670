namespace Ldirectord.Status;

/// <summary>What every page has: head, the line at the top, the foot.</summary>
internal static class FrameHtml
{
    public static string Write(
        string title, IReadOnlyList<PageDirector> directors, DateTimeOffset now, Action<HtmlWriter> body, bool isDetail = false)
    {
        var html = new HtmlWriter().Document();
        html.Open("html", ("lang", "en")).Open("head").Void("meta", ("charset", "utf-8"))
            .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", title)
            .Void("link", ("rel", "icon"), ("type", "image/svg+xml"), ("href", PageAssets.Icon.Address))
            .Void("link", ("rel", "stylesheet"), ("href", PageAssets.Style.Address))
            .Open("script", ("src", PageAssets.Script.Address), ("defer", "")).Close().CloseLine();
        html.Open("body", ("class", isDetail ? "detail-page" : null))
            .Element("a", "Skip to the servers", ("class", "skip"), ("href", "#main"));
        Top(html, directors, now, isDetail);
        html.Open("main", ("id", "main"), ("tabindex", "-1"));
        body(html);
        html.CloseLine().CloseLine();
        return html.CloseLine().ToString();
    }

    private static void Top(HtmlWriter html, IReadOnlyList<PageDirector> directors, DateTimeOffset now, bool isDetail)
    {
        html.Open("header", ("id", "top"));
        html.Open(isDetail ? "p" : "h1", ("class", "names"));
        var names = directors.Count == 0 ? "No director" : string.Join(", ", directors.Select(director => director.Name));
        if (isDetail)
            html.Element("a", names, ("href", "/"));
        else
            html.Text(names);
        html.Close().Open("ul", ("id", "directors"));
        foreach (var director in directors)
        {
            html.Open("li", ("data-name", director.Name), ("data-api", director.Api));
            if (directors.Count > 1)
                html.Element("span", director.Name, ("class", "director")).Text(" ");
            html.Text(Words(director, now)).Close();
        }

        html.Close().Open("p", ("id", "live"), ("role", "status")).Text("as of ")
            .Element("time", now.UtcDateTime.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
                ("datetime", Spans.Machine(now)))
            .Text(" UTC").Close().CloseLine();
    }

    private static string Words(PageDirector director, DateTimeOffset now) => director.Report is { } report
        ? $"{report.Config}, running for {Spans.Of(now - report.Started)}, version {report.Version}{(report.DryRun ? ", dry run" : "")}"
            + string.Concat(report.Sync.Select(daemon => $", {daemon.ToPage()}"))
            + string.Concat(report.Announced.Select(address => $", {address.ToLine()}"))
        : "does not answer";
}
