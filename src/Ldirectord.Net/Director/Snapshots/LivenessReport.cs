namespace Ldirectord.Director;

/// <summary>How the director is doing, for the service manager. Only a loop that turns can answer with one.</summary>
/// <param name="FirstRoundIsOver">Every check of the first configuration has had a result.</param>
/// <param name="IsReloading">The file is being read, or waits for the kernel's table to become readable.</param>
/// <param name="Reloads">Readings of the file that came to an end, whether the file was accepted or not.</param>
/// <param name="Refusal">Why the file that was read last is not active; null if it is.</param>
internal sealed record LivenessReport(
    bool FirstRoundIsOver, bool IsReloading, int Reloads, string? Refusal, UpCount Services, UpCount Servers);
