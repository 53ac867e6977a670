using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>An address of this machine came or went, or is no longer known.</summary>
/// <param name="Watch">Who says it; a watch that was ended meanwhile does not count.</param>
internal sealed record AddressesChanged(AddressReport Report, object Watch) : LoopMessage;
