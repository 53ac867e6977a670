namespace Ldirectord.Status;

/// <summary>The sums of the page, as terms and figures.</summary>
internal static class FiguresHtml
{
    public static void Write(HtmlWriter html, PageFigures figures)
    {
        html.Open("dl", ("id", "figures"));
        Figure(html, "up", "up", Spans.Count(figures.Up), $" of {Spans.Count(figures.Servers)} servers", null);
        Figure(html, "down", "down", Spans.Count(figures.Down), "", figures.Down > 0 ? "bad" : "zero");
        Figure(html, "maintenance", "in maintenance", Spans.Count(figures.Planned), "", figures.Planned > 0 ? "planned" : "zero");
        Figure(html, "lost", "services lost", Spans.Count(figures.Lost), $" of {Spans.Count(figures.Services)}",
            figures.Lost > 0 ? "bad" : "zero");
        Figure(html, "differences", "kernel drift", Spans.Count(figures.Drift), "", figures.Drift > 0 ? "warning" : "zero");
        Figure(html, "active", "connections", Spans.Count(figures.Active), "", null);
        html.Open("div", ("class", "figure rate")).Element("dt", "new per second").Open("dd")
            .Element("span", Spans.Rate(figures.Rate), ("class", "value"));
        CurveSvg.Write(html, figures.Curve);
        html.Close().Close().CloseLine();
    }

    private static void Figure(HtmlWriter html, string name, string term, string value, string of, string? kind)
    {
        html.Open("div", ("class", $"figure {name}{(kind is null ? "" : $" {kind}")}")).Element("dt", term).Open("dd")
            .Element("span", value, ("class", "value"));
        if (of.Length > 0)
            html.Element("span", of, ("class", "of"));
        html.Close().CloseLine();
    }
}
