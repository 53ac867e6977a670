using System.Globalization;
using System.Text.Json;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The page of one server: why it is as it is, and what was before.</summary>
internal static class DetailHtml
{
    public static string Write(ServerDetail page, bool only, DateTimeOffset now) => FrameHtml.Write(
        $"{page.Server} – {page.Director.Name}", [page.Director], now,
        html =>
        {
            html.Open("div", ("id", "detail"), ("data-api", page.Director.Api)).Element("h1", page.Server, ("class", "hidden"));
            if (page.Error is { } error)
                html.Element("p", $"{page.Server}: {error}", ("class", "trouble"));
            foreach (var (index, entry) in page.Entries.Index())
                Entry(html, page, entry, index, only, now);
            html.CloseLine();
        },
        isDetail: true);

    private static void Entry(HtmlWriter html, ServerDetail page, ServerDetailReport entry, int index, bool only, DateTimeOffset now)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"entry{index}");
        html.Open("section", ("class", "entry"), ("aria-labelledby", id), ("data-real", entry.Real), ("data-virtual", entry.Virtual))
            .Open("header").Element("h2", entry.Real, ("id", id)).Open("p", ("class", "of")).Text("in ")
            .Element("span", entry.Virtual);
        if (!only)
            html.Text(" on ").Element("span", page.Director.Name, ("class", "director"));
        html.Close().CloseLine();
        if (page.Find(entry) is var (service, server))
            Facts(html, service, server, now);
        Sentences(html, entry);
        if (entry.Maintenance is { } note)
            Maintenance(html, note, now);
        if (entry.LastFailure is { } failure)
            Failure(html, failure, now);
        if (entry.Timeline.Count > 0)
            Timeline(html, entry.Timeline, now);
        if (entry.Lines.Count > 0)
            Lines(html, entry.Lines, page.Director.Report?.Config ?? "");
        html.CloseLine();
    }

    private static void Facts(HtmlWriter html, ServiceReport service, ServerReport server, DateTimeOffset now)
    {
        html.Open("p", ("class", $"now {ServerFacts.ConcernOf(server, now).ToString().ToLowerInvariant()}"));
        StateHtml.Write(html, ServerFacts.State(server));
        html.Text(" for ");
        TimeHtml.Span(html, server.Since, now);
        html.Close().Open("div", ("class", "checks"));
        StripSvg.Write(html, server.Strip);
        html.Element("p", server.Strip.Length > 0 ? StripSvg.Words(server.Strip) : "no check yet").Close();
        html.Open("dl", ("class", "facts"));
        Fact(html, "Weight", ServerFacts.Weight(server));
        Fact(html, "Connections", $"{Spans.Count(server.Active)} active, {Spans.Count(server.Inactive)} inactive");
        if (ServiceFacts.IsPersistent(service))
            Fact(html, "Bound by persistence", $"{Spans.Count(server.Persistent)} clients");
        Fact(html, "Last check", ServerFacts.LastCheck(server, now));
        Fact(html, "Up", ServerFacts.Uptime(server));
        if (server.CertificateExpires is { } end)
            Fact(html, "Certificate", $"{(end <= now ? "expired" : "expires")} {Spans.Moment(end)}");
        Fact(html, "Forwarding", server.Forward.ToLowerInvariant() + (server.Tunnel is { } tunnel ? $", {tunnel}" : ""));
        html.CloseLine();
    }

    private static void Fact(HtmlWriter html, string term, string value) =>
        html.Open("div").Element("dt", term).Element("dd", value).CloseLine();

    private static void Sentences(HtmlWriter html, ServerDetailReport entry)
    {
        html.Element("h3", "Why").Open("ul", ("class", "sentences"));
        foreach (var sentence in entry.Sentences)
            html.Element("li", sentence);
        foreach (var hint in entry.Hints)
            html.Element("li", hint, ("class", "hint"));
        html.CloseLine();
    }

    private static void Maintenance(HtmlWriter html, MaintenanceReport note, DateTimeOffset now)
    {
        html.Element("h3", note.Mode == "drain" ? "Drain" : "Maintenance").Open("dl", ("class", "facts"));
        Fact(html, "Reason", note.Reason is { Length: > 0 } reason ? reason : "none given");
        Fact(html, "By", note.Who is { Length: > 0 } who ? who : "nobody said");
        if (note.Since is { } since)
            Fact(html, "Since", $"{Spans.Moment(since)} ({Spans.Of(now - since)})");
        Fact(html, "Until", note.Until is { } until ? $"{Spans.Moment(until)} (in {Spans.Of(until - now)})" : "somebody ends it");
        if (note.Mode == "drain")
        {
            Fact(html, "Clients bound by persistence", note.Hard ? "moved (hard)" : "stay until their persistence ends (soft)");
            if (note.Limit is { } limit)
                Fact(html, "At most", limit);
        }

        html.CloseLine();
    }

    private static void Failure(HtmlWriter html, FailureReport failure, DateTimeOffset now)
    {
        html.Element("h3", "Last failed check").Open("p", ("class", "failure"));
        html.Element("span", JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.Code.ToString()), ("class", "code")).Text(" ")
            .Element("span", failure.Reason).Text(", ");
        TimeHtml.Span(html, failure.At, now);
        html.Text(" ago").Close();
        Exchange(html, "Sent", failure.Sent);
        Exchange(html, "Received", failure.Received);
    }

    private static void Exchange(HtmlWriter html, string head, string text) =>
        html.Element("h4", head).Open("pre", ("tabindex", "0")).Lines(text.Length > 0 ? text : "nothing").CloseLine();

    private static void Timeline(HtmlWriter html, IReadOnlyList<EventReport> events, DateTimeOffset now)
    {
        html.Element("h3", "What was before").Open("ol", ("class", "timeline"));
        foreach (var entry in events.Reverse())
        {
            html.Open("li", ("class", $"event {entry.Kind.ToString().ToLowerInvariant()}"));
            TimeHtml.Clock(html, entry.At, now);
            html.Text(" ").Open("span").Element("b", Words(entry.Kind)).Text(" ").Text(entry.Message).Close().CloseLine();
        }

        html.CloseLine();
    }

    /// <summary>"reload refused".</summary>
    private static string Words(EventKind kind) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()).Replace('_', ' ');

    private static void Lines(HtmlWriter html, IReadOnlyList<ConfigLineReport> lines, string file)
    {
        html.Element("h3", "Configuration").Element("p", file, ("class", "file")).Open("table", ("class", "lines"))
            .Element("caption", "Lines of the file that made the server and its check", ("class", "hidden")).Open("tbody");
        foreach (var line in lines)
        {
            html.Open("tr").Element("th", line.Line.ToString(CultureInfo.InvariantCulture), ("scope", "row")).Open("td")
                .Element("code", line.Text).Close().CloseLine();
        }

        html.Close().CloseLine();
    }
}
