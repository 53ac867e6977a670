namespace Ldirectord.Director;

/// <summary>How the director fares, in the words a service manager needs. Only a loop that turns can answer with one.</summary>
/// <param name="FirstRoundIsOver">Every check of the first configuration has had a verdict.</param>
/// <param name="IsReloading">The file is being read anew, or waits for the kernel's table to be taken up.</param>
/// <param name="Reloads">Readings of the file that came to an end, well or not.</param>
/// <param name="Refusal">Why the file that was read last is not in force; null: it is.</param>
internal sealed record LivenessReport(bool FirstRoundIsOver, bool IsReloading, int Reloads, string? Refusal, UpCount Services, UpCount Servers);
