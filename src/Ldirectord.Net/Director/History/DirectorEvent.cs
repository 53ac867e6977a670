using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>Something that happened, for those who look: page, terminal, API.</summary>
/// <param name="Id">See <see cref="EventBuffer"/>.</param>
/// <param name="Virtual">"tcp:10.0.0.1:80"; null if it is about no one service.</param>
/// <param name="Real">"10.0.0.2:80"; null if it is about no one server.</param>
/// <param name="Message">One printable sentence.</param>
/// <param name="Code">Of the check that caused it; null if none did.</param>
internal sealed record DirectorEvent(
    long Id, DateTimeOffset At, EventKind Kind, string? Virtual, string? Real, string Message, StatusCode? Code);
