using System.Globalization;

namespace Ldirectord.Status;

/// <summary>The one table of the page: a group of rows for each service.</summary>
internal static class TableHtml
{
    /// <summary>Columns that the name of a service covers; its other facts have the rest.</summary>
    private const int NameColumns = 3;

    public static void Write(HtmlWriter html, PageView view, bool only, DateTimeOffset now)
    {
        html.Open("table", ("id", "servers")).Element("caption", "Real servers by virtual service", ("class", "hidden"));
        html.Open("thead").Open("tr");
        foreach (var (name, head, meaning) in ServerRowHtml.Columns)
            html.Element("th", head, ("scope", "col"), ("class", name), ("title", meaning));
        html.Close().Close();
        foreach (var section in view.Sections)
        {
            html.Open("tbody");
            Head(html, section, only, now);
            foreach (var server in section.Servers)
                ServerRowHtml.Write(html, section, server, only, now);
            html.CloseLine();
        }

        html.CloseLine();
    }

    private static void Head(HtmlWriter html, PageSection section, bool only, DateTimeOffset now)
    {
        var service = section.Service;
        var concern = ServiceFacts.ConcernOf(service, now).ToString().ToLowerInvariant();
        html.Open("tr", ("class", $"service {concern}"))
            .Open("th", ("scope", "rowgroup"), ("colspan", Number(NameColumns)))
            .Element("span", ServiceFacts.Protocol(service), ("class", "proto")).Text(" ")
            .Element("span", ServiceFacts.Address(service), ("class", "address"));
        if (!only)
            html.Text(" ").Element("span", section.Director.Name, ("class", "director"));
        html.Close().Open("td", ("colspan", Number(ServerRowHtml.Columns.Count - NameColumns))).Open("div", ("class", "facts"))
            .Element("span", ServiceFacts.UpOf(service), ("class", "up")).Text(" ")
            .Element("span", ServiceFacts.Flags(service), ("class", "flags")).Text(" ");
        if (ServiceFacts.Role(service) is { } role)
        {
            html.Open("span", ("class", "role"));
            StateHtml.Write(html, role);
            html.Text(" ").Close();
        }

        foreach (var trouble in ServiceFacts.Troubles(service))
            html.Element("span", trouble, ("class", "trouble")).Text(" ");
        html.Element("span", ServiceFacts.Traffic(service), ("class", "traffic"));
        CurveSvg.Write(html, service.Curve ?? []);
        html.Close().Close().CloseLine();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
