using System.Text.Json;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>Events, oldest first.</summary>
/// <param name="Started">When the daemon started: its first event has the number of this moment.</param>
/// <param name="First">Number of the oldest event that is kept; one more than <paramref name="Last"/> if none is.</param>
/// <param name="Last">Number of the newest event.</param>
/// <param name="Lost">
/// There may have been events after the number that was asked for which are not kept: they were too many, or of another start of the
/// daemon.
/// </param>
internal sealed record EventsReport(DateTimeOffset Started, long First, long Last, bool Lost, IReadOnlyList<EventReport> Events)
{
    public static EventsReport Of(DateTimeOffset started, EventPage page) =>
        new(started, page.First, page.Last, page.Lost, [.. page.Events.Select(EventReport.Of)]);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.EventsReport);
}
