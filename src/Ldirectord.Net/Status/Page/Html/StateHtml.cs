namespace Ldirectord.Status;

/// <summary>A state: a shape with its word, so that it is told without colours, too.</summary>
internal static class StateHtml
{
    public static void Write(HtmlWriter html, string state) => html.Element("span", Words(state), ("class", $"shape {state}"));

    public static string Words(string state) => state switch
    {
        "kept" => "failing, kept",
        "unknown" => "not checked yet",
        "off" => "unchecked",
        "drift" => "differs",
        "risk" => "at risk",
        "suspended" => "standby, not checking",
        _ => state,
    };
}
