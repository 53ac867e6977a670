namespace Ldirectord.Platform;

/// <summary>The token fired during a wait.</summary>
/// <param name="failure">The stage of the wait, should the token be a deadline: a value whose name ends in Timeout.</param>
/// <param name="awaited">What was waited for, such that "within 5 s" can follow: "connected, but no answer came".</param>
internal sealed class WaitCanceledException(IoFailure failure, string awaited, CancellationToken ct)
    : OperationCanceledException(awaited, ct)
{
    public IoFailure Failure { get; } = failure;
}
