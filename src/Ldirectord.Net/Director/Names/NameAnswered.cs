using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>A name of real lines with resolve was looked up, or could not be.</summary>
/// <param name="Stopped">An answer of a watch that was ended meanwhile does not count.</param>
internal sealed record NameAnswered(HostQuestion Question, HostAnswer Answer, CancellationToken Stopped) : LoopMessage;
