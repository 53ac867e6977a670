using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>A check that failed.</summary>
/// <param name="Reason">The sentence that goes with <paramref name="Code"/>.</param>
/// <param name="Exchange">What went over the wire; null if nothing did.</param>
internal sealed record CheckFailure(DateTimeOffset At, StatusCode Code, string Reason, Exchange? Exchange);
