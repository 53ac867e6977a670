namespace Ldirectord.Net;

/// <summary>
/// The token fired while something was waited for. The message tells what, so that "within 5 s" can follow it: "connected, but no answer came".
/// </summary>
internal sealed class StalledException(string awaited, CancellationToken ct) : OperationCanceledException(awaited, ct);
