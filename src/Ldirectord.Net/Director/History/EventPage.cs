using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>Some of the events that are kept, oldest first.</summary>
/// <param name="First">Number of the oldest event that is kept; one more than <paramref name="Last"/> if none is.</param>
/// <param name="Last">Number of the newest event.</param>
/// <param name="Lost">
/// Events after the number that was asked for may be missing: they were too many, or of another start of the daemon.
/// </param>
internal sealed record EventPage(long First, long Last, bool Lost, ImmutableArray<DirectorEvent> Events);
