using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>One virtual section: the service, its real servers, and the rules by which they come and go.</summary>
internal sealed record VirtualService
{
    /// <summary>
    /// What the section's text held (<see cref="Config.ContentHash"/>) where that, with the file's defaults, says everything; null where names were looked up,
    /// files were read, or there was something to say about it.
    /// </summary>
    public ulong? TextFingerprint { get; init; }

    /// <summary>What the kernel is told of it: identity, scheduler, persistence, flags.</summary>
    public required Service Service { get; init; }

    public required ImmutableArray<RealServer> RealServers { get; init; }

    /// <summary>fallback ("sorry") server, the section's own or the file's; weight 1, no thresholds; null if there is none.</summary>
    public Destination? Fallback { get; init; }

    /// <summary>fallbackcommand: run with "start" when the last real server goes and "stop" when the first returns.</summary>
    public string? FallbackCommand { get; init; }

    /// <summary>checktype=off: no real server is checked or put in; the fallback is, for none is up.</summary>
    public bool IsOff { get; init; }

    /// <summary>quiescent: a failed server gets weight 0 instead of being deleted.</summary>
    public bool Quiescent { get; init; }

    /// <summary>cleanstop: the service is taken out of the table at stop.</summary>
    public bool CleanStop { get; init; } = true;

    /// <summary>failurecount: consecutive failures before a server is down, from 1.</summary>
    public int FailureCount { get; init; } = 1;

    /// <summary>checkinterval: from the end of a probe to the start of the next.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>certwarndays: a certificate that expires within so many days is warned of; 0: never.</summary>
    public int CertificateWarningDays { get; init; }

    /// <summary>monitorfile: path of the file that every verdict is appended to.</summary>
    public string? MonitorFile { get; init; }

    public required MailSettings Mail { get; init; }

    public ServiceId Id => Service.Id;

    /// <summary>"tcp:10.0.0.1:80", "udp:…", "fwm:1" or "fwm6:1".</summary>
    public string CheckId => $"{Id.ProtocolName}{(Id is { IsFirewallMark: true, Family: AddressFamily.InterNetworkV6 } ? "6" : "")}:{Id}";
}
