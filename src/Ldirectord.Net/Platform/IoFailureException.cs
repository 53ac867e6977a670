namespace Ldirectord.Platform;

/// <summary>An exchange that failed; the message is a sentence for an operator and never holds a secret.</summary>
internal sealed class IoFailureException(IoFailure failure, string message) : IOException(message)
{
    public IoFailure Failure { get; } = failure;
}
