using Ldirectord.Checks;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>The check that last failed, and what went over the wire.</summary>
/// <param name="Reason">The sentence that goes with <paramref name="Code"/>.</param>
/// <param name="Sent">What the check sent, its first 512 bytes, printable, secrets masked; empty if it sent nothing.</param>
/// <param name="Received">What the server sent, its first 512 bytes, printable; empty if it sent nothing.</param>
internal sealed record FailureReport(DateTimeOffset At, StatusCode Code, string Reason, string Sent, string Received)
{
    public static FailureReport? Of(CheckFailure? failure) => failure is null ? null
        : new(failure.At, failure.Code, failure.Reason, failure.Exchange?.Sent ?? "", failure.Exchange?.Received ?? "");
}
