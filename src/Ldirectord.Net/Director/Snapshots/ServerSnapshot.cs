using System.Collections.Immutable;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
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
    /// <summary>When the last check ended; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How often it became up, and down, since the daemon started.</summary>
    public (long Up, long Down) Transitions { get; init; }

    /// <summary>Passed checks, of how many that it needs to be up; null if it does not rise.</summary>
    public (int Passes, int Of)? Rising { get; init; }

    /// <summary>watch = connection; null if the server is not watched.</summary>
    public WatchState? Watch { get; init; }

    /// <summary>Percent of its weight that it has in its slow start; null if it is in none.</summary>
    public int? SlowStart { get; init; }

    /// <summary>The file that takes the server out or drains it; null if no file does. Its time is always set.</summary>
    public MaintenanceNote? Maintenance { get; init; }

    /// <summary>The file that gives the server a weight; null if no file does.</summary>
    public MaintenanceNote? WeightNote { get; init; }

    /// <summary>
    /// How long it drains at most: the file's limit or the service's drainlimit, <see cref="TimeSpan.MaxValue"/> for none; null without a
    /// file.
    /// </summary>
    public TimeSpan? DrainLimit { get; init; }

    /// <summary>Clients that are kept with it by persistence.</summary>
    public uint PersistentConnections => Destination?.PersistentConnections ?? 0;

    /// <summary>The last line of its agent; null if there is none.</summary>
    public string? Agent { get; init; }

    /// <summary>As configured; null for a fallback.</summary>
    public RealServer? Server { get; init; }

    /// <summary>The check that failed last; null if none has.</summary>
    public CheckFailure? LastFailure { get; init; }

    /// <summary>Its last events, oldest first.</summary>
    public ImmutableArray<DirectorEvent> Timeline { get; init; } = [];

    /// <summary>Its last checks.</summary>
    public CheckStrip Strip { get; init; }

    /// <summary>Share of the time that it was up, 0..1; null if it was neither up nor down.</summary>
    public double? Uptime { get; init; }

    /// <summary>Its answers go to the clients directly, and do not pass the director (gate, ipip).</summary>
    public bool AnswersDirectly => (Destination?.Destination ?? Configured).Method != ForwardingMethod.Masq;
}
