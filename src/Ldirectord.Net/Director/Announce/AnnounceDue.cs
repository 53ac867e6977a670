namespace Ldirectord.Director;

/// <summary>Time to look at the announced addresses again: something failed, or a hold is over.</summary>
internal sealed record AnnounceDue : LoopMessage;
