using Ldirectord.Planning;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>An address that announce names.</summary>
/// <param name="Interface">The interface on which it stands while it is announced.</param>
/// <param name="State">"announced", "waiting", "standby", "withdrawn" or "failed".</param>
/// <param name="Reason">As one clause: "2 of 3 up, 1 wanted".</param>
internal sealed record AnnounceReport(string Address, string Interface, AnnounceState State, string Reason)
{
    /// <summary>"10.1.0.100 on dummy0 announced: 2 of 3 up, 1 wanted".</summary>
    public string ToLine() => Printable.Of($"{Address} on {Interface} {State.ToString().ToLowerInvariant()}: {Reason}");

    public static AnnounceReport Of(AnnounceView view) => new($"{view.Target.Address}", view.Target.Interface, view.State, view.Why);
}
