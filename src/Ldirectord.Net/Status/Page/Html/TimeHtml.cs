namespace Ldirectord.Status;

/// <summary>Times, readable by machines, too.</summary>
internal static class TimeHtml
{
    /// <summary>How long ago it was: "3m12s".</summary>
    public static void Span(HtmlWriter html, DateTimeOffset at, DateTimeOffset now) =>
        html.Element("time", Spans.Of(now - at), ("datetime", Spans.Machine(at)), ("title", Spans.Moment(at)));

    /// <summary>"14:03:22", with its day if it is not today.</summary>
    public static void Clock(HtmlWriter html, DateTimeOffset at, DateTimeOffset now) =>
        html.Element("time", Spans.ClockWithSeconds(at, now), ("datetime", Spans.Machine(at)), ("title", Spans.Moment(at)));
}
