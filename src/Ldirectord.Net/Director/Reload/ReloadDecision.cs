using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>The configuration that is to become active, or why there is none.</summary>
/// <param name="Next">Null if the file is rejected.</param>
/// <param name="Reason">Why it is rejected, as one clause for the service manager's status; null if it is accepted.</param>
/// <param name="LogLine">The same for the log, with what follows from it; null if it is accepted.</param>
internal sealed record ReloadDecision(DirectorConfig? Next, string? Reason, string? LogLine)
{
    public static ReloadDecision Accept(DirectorConfig next) => new(next, null, null);

    public static ReloadDecision Reject(string reason, string logLine) => new(null, reason, logLine);
}
