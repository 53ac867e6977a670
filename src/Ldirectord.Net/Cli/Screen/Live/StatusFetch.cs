using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>The answer to a request for the status.</summary>
/// <param name="Report">Null if the daemon has none now.</param>
/// <param name="Trouble">Why there is no report, as one sentence; null if there is a report.</param>
internal sealed record StatusFetch(StatusReport? Report, string? Trouble);
