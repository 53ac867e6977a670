namespace Ldirectord.Platform;

/// <summary>
/// The token fired while something was waited for. The message tells what, so that "within 5 s" can follow it: "connected, but no answer came".
/// </summary>
internal sealed class WaitCanceledException(string awaited, CancellationToken ct) : OperationCanceledException(awaited, ct);
