using System.Globalization;

namespace Ldirectord.Status;

/// <summary>The row of one server. page.js makes the same cells.</summary>
internal static class ServerRowHtml
{
    /// <summary>Class and head of each column.</summary>
    public static readonly IReadOnlyList<(string Class, string Head, string Meaning)> Columns =
    [
        ("state", "State", "what the checks or the operators say"),
        ("server", "Server", "address of the real server"),
        ("num since", "For", "time since the state last changed"),
        ("num weight", "Weight", "in the kernel's table, of what is configured"),
        ("num active", "Active", "established connections"),
        ("num inactive", "Inactive", "connections that end, or that this machine sees only one way"),
        ("num persistent", "Sticky", "clients that persistence binds to the server"),
        ("num check", "Last check", "when it ended, and how long it took"),
        ("why", "Why", "what the last check found, or what the operator said"),
        ("strip", "Checks", "the last hundred: a line where they passed, a block where they failed"),
        ("num uptime", "Up", "share of the time since the daemon knows the server"),
        ("num cert", "Cert", "time until its certificate expires"),
    ];

    private const string Weight = "num weight";

    public static void Write(HtmlWriter html, PageSection section, ServerReport server, bool only, DateTimeOffset now)
    {
        var concern = ServerFacts.ConcernOf(server, now);
        html.Open("tr", ("class", $"row {concern.ToString().ToLowerInvariant()}"));
        html.Open("td", ("class", "state"));
        StateHtml.Write(html, ServerFacts.State(server));
        html.Close().Open("th", ("class", "server"), ("scope", "row"))
            .Element("a", server.Real, ("href", section.Director.ServerAddress(server.Real, section.Service.Virtual, only)))
            .Text(" ").Element("small", server.Forward.ToLowerInvariant()).Close();
        html.Open("td", ("class", "num since"));
        TimeHtml.Span(html, server.Since, now);
        html.Close()
            .Element("td", ServerFacts.Weight(server), ("class", server.Weight == server.ConfiguredWeight ? Weight : $"{Weight} off"))
            .Element("td", Count(server.Active), ("class", "num active"))
            .Element("td", Count(server.Inactive), ("class", "num inactive"))
            .Element("td", Count(server.Persistent), ("class", "num persistent"))
            .Element("td", ServerFacts.LastCheck(server, now), ("class", "num check"))
            .Element("td", ServerFacts.Sentence(server, now), ("class", "why"), ("title", ServerFacts.Sentence(server, now)));
        html.Open("td", ("class", "strip"));
        StripSvg.Write(html, server.Strip ?? "");
        html.Close()
            .Element("td", ServerFacts.Uptime(server), ("class", "num uptime"))
            .Element("td", ServerFacts.Certificate(server, now), ("class", ServerFacts.Expires(server, now) ? "num cert off" : "num cert"));
        html.CloseLine();
    }

    /// <summary>"·" for 0, so that what is there can be seen.</summary>
    private static string Count(long number) => number == 0 ? "·" : number.ToString("#,0", CultureInfo.InvariantCulture);
}
