using System.Globalization;

namespace Ldirectord.Status;

/// <summary>The page of all servers.</summary>
internal static class PageHtml
{
    public static string Write(IReadOnlyList<PageDirector> directors, PageQuery query, DateTimeOffset now)
    {
        var problems = PageProblem.All(directors, now);
        var view = PageView.Of(directors, query, now);
        return FrameHtml.Write(Title(directors, problems), directors, now, html =>
        {
            FiguresHtml.Write(html, PageFigures.Of(directors));
            ProblemsHtml.Write(html, problems, now);
            Find(html, query);
            if (view.Matching == 0)
                html.Element("p", directors.Count == 0 ? "There is no director." : "No server matches.", ("id", "nothing"));
            TableHtml.Write(html, view, directors.Count == 1, now);
            Pages(html, view, query);
        });
    }

    /// <summary>The number of bad things comes first: a tab shows little more.</summary>
    private static string Title(IReadOnlyList<PageDirector> directors, IReadOnlyList<PageProblem> problems)
    {
        var bad = problems.Count(problem => problem.Concern <= Concern.Warning);
        var names = directors.Count == 0 ? "no director" : string.Join(", ", directors.Select(director => director.Name));
        return bad == 0 ? $"{names} – Ldirectord" : string.Create(CultureInfo.InvariantCulture, $"({bad}) {names} – Ldirectord");
    }

    private static void Find(HtmlWriter html, PageQuery query)
    {
        html.Open("form", ("id", "find"), ("role", "search"), ("method", "get"), ("action", "/"));
        html.Open("label", ("class", "search")).Element("span", "Search", ("class", "hidden"))
            .Void("input", ("type", "search"), ("name", "q"), ("placeholder", "Search server, service, reason"), ("maxlength", "200"),
                ("value", query.Search.Length > 0 ? query.Search : null), ("autocomplete", "off"))
            .Close().Text(" ");
        html.Open("label", ("class", "only")).Void("input", ("type", "checkbox"), ("name", "only"), ("value", "problems"),
            ("checked", query.OnlyProblems ? "" : null)).Text(" Only what is not fine").Close().Text(" ");
        html.Open("label", ("class", "sort")).Text("Sort ").Open("select", ("name", "sort"));
        foreach (var (value, words) in PageQuery.Sorts)
            html.Element("option", words, ("value", value), ("selected", value == query.Sort ? "" : null));
        html.Close().Close().Text(" ").Element("button", "Show", ("type", "submit")).CloseLine();
    }

    /// <summary>For readers without the script; it shows all rows itself.</summary>
    private static void Pages(HtmlWriter html, PageView view, PageQuery query)
    {
        if (view.Matching <= PageView.MaximumRows && view.From == 0)
            return;
        html.Open("nav", ("id", "pages"), ("aria-label", "Pages"));
        html.Element("span", string.Create(
            CultureInfo.InvariantCulture, $"Servers {view.From + 1:#,0} to {view.From + view.Rows:#,0} of {view.Matching:#,0}"));
        if (view.From > 0)
            html.Text(" ").Element("a", "Back", ("href", query.Address(Math.Max(0, view.From - PageView.MaximumRows))));
        if (view.From + view.Rows < view.Matching)
            html.Text(" ").Element("a", "Next", ("href", query.Address(view.From + PageView.MaximumRows)));
        html.CloseLine();
    }
}
