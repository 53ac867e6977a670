using System.Collections.Immutable;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>An operator wants new results of these servers' checks.</summary>
/// <param name="Answer">To be completed once each of the checks has run after the request, and its result has been handled.</param>
internal sealed record RecheckRequested(ImmutableArray<ServerKey> Servers, TaskCompletionSource Answer) : LoopMessage;
