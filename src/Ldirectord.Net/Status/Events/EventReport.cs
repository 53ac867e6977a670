using Ldirectord.Checks;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>One event.</summary>
/// <param name="Id">
/// Rises by one with each event. The first of a daemon is made of the time of its start, so the numbers of a later start are always higher.
/// </param>
/// <param name="Kind">"up", "down", "reload_refused"; a later version may have further kinds.</param>
/// <param name="Virtual">"tcp:10.0.0.1:80"; null if it is about no one service.</param>
/// <param name="Real">"10.0.0.2:80"; null if it is about no one server.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Code">Of the check, where a check caused it; otherwise null.</param>
internal sealed record EventReport(
    long Id, DateTimeOffset At, EventKind Kind, string? Virtual, string? Real, string Message, StatusCode? Code = null)
{
    public static EventReport Of(DirectorEvent one) => new(one.Id, one.At, one.Kind, one.Virtual, one.Real, one.Message, one.Code);
}
