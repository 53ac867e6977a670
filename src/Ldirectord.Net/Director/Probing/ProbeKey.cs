using Ldirectord.Checks;

namespace Ldirectord.Director;

/// <summary>One probe serves all servers whose check, with its settings and interval, is the same.</summary>
/// <param name="Interval">checkinterval: from the end of a probe to the start of the next.</param>
internal sealed record ProbeKey(Check Check, TimeSpan Interval);
