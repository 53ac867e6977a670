using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>What show --watch knows of the daemon.</summary>
/// <param name="Report">The last one; null before the first.</param>
/// <param name="Trouble">Why there is no newer one, as one sentence; null while the daemon answers.</param>
/// <param name="AnsweredAt">When the daemon last answered, or the watch began.</param>
internal sealed record ScreenData(StatusReport? Report, string? Trouble, DateTimeOffset AnsweredAt, DateTimeOffset Now);
