using System.Globalization;

namespace Ldirectord.Status;

/// <summary>What is not fine, in words, above everything else.</summary>
internal static class ProblemsHtml
{
    /// <summary>Lines; the table below has the others.</summary>
    public const int Maximum = 12;

    public static void Write(HtmlWriter html, IReadOnlyList<PageProblem> problems, DateTimeOffset now)
    {
        html.Open("section", ("id", "problems"), ("aria-labelledby", "problems-head"), ("class", problems.Count == 0 ? "fine" : null))
            .Element("h2", problems.Count == 0 ? "Everything is fine" : "Not fine now", ("id", "problems-head")).Open("ul");
        foreach (var problem in problems.Take(Maximum))
            Line(html, problem, now);
        html.Close();
        if (problems.Count > Maximum)
        {
            html.Open("p", ("class", "more")).Element(
                "a", string.Create(CultureInfo.InvariantCulture, $"and {problems.Count - Maximum} more"), ("href", "/?only=problems"))
                .Close();
        }

        html.CloseLine();
    }

    private static void Line(HtmlWriter html, PageProblem problem, DateTimeOffset now)
    {
        html.Open("li", ("class", problem.Concern.ToString().ToLowerInvariant()));
        StateHtml.Write(html, problem.State);
        html.Text(" ").Open("span", ("class", "subject"));
        if (problem.Link is { } link)
            html.Element("a", problem.Subject, ("href", link));
        else
            html.Text(problem.Subject);
        html.Close().Text(" ").Element("span", problem.Of, ("class", "of")).Text(" ")
            .Element("span", problem.Sentence, ("class", "sentence")).Text(" ").Open("span", ("class", "since"));
        if (problem.Since is { } since)
            TimeHtml.Span(html, since, now);
        html.Close().CloseLine();
    }
}
