namespace Ldirectord.Platform;

/// <summary>An exchange that failed; the message is a sentence for an operator and never holds a secret.</summary>
internal sealed class IoFailureException(IoFailure failure, string message) : IOException(message)
{
    public IoFailure Failure { get; } = failure;

    /// <summary>There was no connection.</summary>
    public bool IsConnect =>
        Failure is IoFailure.ConnectRefused or IoFailure.ConnectUnreachable or IoFailure.ConnectTimeout or IoFailure.Connect;
}
