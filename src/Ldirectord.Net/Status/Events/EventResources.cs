using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The events that are kept: GET /api/v1/events.</summary>
internal sealed class EventResources(EventBuffer events)
{
    /// <summary>Events in an answer, unless the question says otherwise.</summary>
    public const int UsualLimit = 100;

    public ImmutableArray<HttpResource> All =>
    [
        new("GET", "/api/v1/events", Answer) { Parameters = new HashSet<string> { "after", "limit" } },
    ];

    /// <summary>A number of an event, as it stands in a query; null if there is none.</summary>
    /// <returns>Whether it is a number, or missing.</returns>
    public static bool TryReadNumber(string text, out long? number)
    {
        number = null;
        if (text.Length == 0)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var found))
            return false;
        number = found;
        return true;
    }

    private Task<HttpAnswer> Answer(HttpQuestion question, CancellationToken ct)
    {
        if (!TryReadNumber(question.Query.GetValueOrDefault("after").ToString(), out var after))
            return Task.FromResult(HttpAnswer.Problem(400, "after is no number of an event: expected digits alone"));
        if (!TryReadNumber(question.Query.GetValueOrDefault("limit").ToString(), out var limit)
            || limit is < 1 or > EventBuffer.MaximumEvents)
            return Task.FromResult(HttpAnswer.Problem(400, $"limit is out of range: expected 1..{EventBuffer.MaximumEvents}"));
        var page = events.Read(after, (int)(limit ?? UsualLimit));
        return Task.FromResult(HttpAnswer.Json(EventsReport.Of(events.StartedAt, page).ToJson()));
    }
}
