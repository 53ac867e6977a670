using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>The connection that was held to a server has ended.</summary>
internal sealed record HeldConnectionEnded(ConnectionWatch Watch, CancellationTokenSource Connection, HeldConnectionEnd End) : LoopMessage;
