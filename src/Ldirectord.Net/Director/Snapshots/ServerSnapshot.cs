using System.Net;
using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Director;

/// <summary>One real or fallback server.</summary>
/// <param name="EndPoint">As written in the configuration.</param>
/// <param name="Destination">The table's entry with its connections; null if the table has none.</param>
/// <param name="Configured">The table's entry while the server is up, as configured.</param>
/// <param name="Code">Of the last probe, or why there is none.</param>
/// <param name="Reason">The sentence that goes with <paramref name="Code"/>.</param>
/// <param name="Milliseconds">Duration of the last probe; null before the first.</param>
/// <param name="Failures">Failed checks since the last passed one.</param>
/// <param name="Since">When its health last changed.</param>
/// <param name="CertificateExpires">Of the certificate that was last seen; null if none was.</param>
internal sealed record ServerSnapshot(
    IPEndPoint EndPoint, DestinationEntry? Destination, Destination Configured, bool IsFallback, ReportedHealth Health, StatusCode Code,
    string Reason, double? Milliseconds, int Failures, DateTimeOffset Since, DateTimeOffset? CertificateExpires = null)
{
    /// <summary>Passed checks, of how many that it needs to be up; null if it does not rise.</summary>
    public (int Passes, int Of)? Rising { get; init; }

    /// <summary>watch = connection; null if the server is not watched.</summary>
    public WatchState? Watch { get; init; }

    /// <summary>Percent of its weight that it has in its slow start; null if it is in none.</summary>
    public int? SlowStart { get; init; }

    /// <summary>The last line of its agent; null if there is none.</summary>
    public string? Agent { get; init; }
}
