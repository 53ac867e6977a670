namespace Ldirectord.Director;

/// <summary>A command has changed maintenancedir, and does not wait for the next look at it.</summary>
/// <param name="Answer">
/// To be completed once the look is over, and what it found is on its way to the loop; false if nobody looks any more.
/// </param>
internal sealed record MaintenanceLookRequested(TaskCompletionSource<bool> Answer) : LoopMessage;
