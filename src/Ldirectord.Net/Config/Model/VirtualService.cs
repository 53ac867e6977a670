using System.Collections.Immutable;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>One virtual section: the service, its real servers, and the rules that add and remove them.</summary>
internal sealed record VirtualService
{
    public static readonly TimeSpan DefaultDrainLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Hash of the section's text (<see cref="ContentHash"/>); null if the service depends on more than the text and the file's defaults
    /// (<see cref="SectionDependencies"/>).
    /// </summary>
    public ulong? TextFingerprint { get; init; }

    /// <summary>The kernel's service: identity, scheduler, persistence, flags.</summary>
    public required Service Service { get; init; }

    public required ImmutableArray<RealServer> RealServers { get; init; }

    /// <summary>The names whose every address is one of the real servers (resolve); null if there are none.</summary>
    public ResolvedNames? Names { get; init; }

    /// <summary>fallback: the "sorry" server, the section's or the file's; weight 1, no thresholds; null if there is none.</summary>
    public Destination? Fallback { get; init; }

    /// <summary>fallbackcommand: run with "start" when the last real server goes down and with "stop" when the first returns.</summary>
    public string? FallbackCommand { get; init; }

    /// <summary>checktype=off: no real server is checked or added to the table; the fallback serves.</summary>
    public bool IsOff { get; init; }

    /// <summary>quiescent: a failed server gets weight 0 instead of being removed.</summary>
    public required bool Quiescent { get; init; }

    /// <summary>cleanstop: stop removes the service from the table.</summary>
    public required bool CleanStop { get; init; }

    /// <summary>failurecount: consecutive failures before a server is down, from 1.</summary>
    public required int FailureCount { get; init; }

    /// <summary>checkinterval: from the end of a probe to the start of the next.</summary>
    public required TimeSpan CheckInterval { get; init; }

    /// <summary>successcount, retryinterval, downinterval.</summary>
    public PaceSettings Pace { get; init; } = PaceSettings.Default;

    /// <summary>minservers, recoverservers, lost and keepservers.</summary>
    public QuorumSettings Quorum { get; init; } = QuorumSettings.Default;

    /// <summary>certwarndays: warn of a certificate that expires within so many days; 0 for never.</summary>
    public int CertificateWarningDays { get; init; }

    /// <summary>watch: how a death is noticed between two checks.</summary>
    public WatchMode Watch { get; init; }

    /// <summary>active: when this director is the active one for the service.</summary>
    public ActiveCondition Active { get; init; } = ActiveCondition.Always;

    /// <summary>standby: what it does otherwise.</summary>
    public StandbyMode Standby { get; init; }

    /// <summary>announce; null if this director leaves the address alone.</summary>
    public AnnounceSettings? Announce { get; init; }

    /// <summary>slowstart: time in which a server that returns gets its weight; zero for at once.</summary>
    public TimeSpan SlowStart { get; init; }

    /// <summary>agentinterval: from an answer of an agent to the next question, and between two writes of weights.</summary>
    public TimeSpan AgentInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>drainlimit: longest drain of a server that leaves the table; <see cref="TimeSpan.MaxValue"/> for none.</summary>
    public TimeSpan DrainLimit { get; init; } = DefaultDrainLimit;

    /// <summary>monitorfile: path of the file to which every check's result is appended.</summary>
    public string? MonitorFile { get; init; }

    public required MailSettings Mail { get; init; }

    public ServiceId Id => Service.Id;

    /// <summary>"tcp:10.0.0.1:80", "udp:…", "sctp:…", "fwm:1" or "fwm6:1".</summary>
    public string CheckId => Id.FullName;
}
