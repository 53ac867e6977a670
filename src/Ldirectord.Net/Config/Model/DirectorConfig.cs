using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>The meaning of a configuration file: immutable, complete, every default filled in.</summary>
internal sealed record DirectorConfig
{
    /// <summary>Path at which the file was found (/etc/ha.d/ldirectord.cf).</summary>
    public required string Path { get; init; }

    public required ImmutableArray<VirtualService> VirtualServices { get; init; }

    /// <summary>Hash of the file's content (<see cref="ContentHash"/>); null for a configuration that was not read from a file.</summary>
    public ulong? Fingerprint { get; init; }

    /// <summary>Hash of the lines outside of every section, the sections' defaults; null if names were looked up for them.</summary>
    public ulong? DefaultsFingerprint { get; init; }

    /// <summary>autoreload: reload the file when it changes on disk.</summary>
    public bool AutoReload { get; init; }

    /// <summary>callback: program that is run with the configuration's path after the file changed on disk.</summary>
    public string? Callback { get; init; }

    /// <summary>logfile: an absolute path, or the name of a syslog facility.</summary>
    public required string LogFile { get; init; }

    /// <summary>execute: configurations whose own instances are started, stopped and reloaded with this one.</summary>
    public ImmutableArray<string> Execute { get; init; } = [];

    /// <summary>supervised: stay in the foreground, log to standard output, no pid file.</summary>
    public bool Supervised { get; init; }

    /// <summary>
    /// startwait: how long start waits for the first round of checks; zero if it does not wait, null to wait where a cluster starts it.
    /// </summary>
    public TimeSpan? StartWait { get; init; }

    /// <summary>doctoratstart: start logs what the doctor finds of the director's own side.</summary>
    public bool DoctorAtStart { get; init; } = true;

    /// <summary>readdquiescent: a failed server that is not in the table is added with weight 0 when quiescent.</summary>
    public bool ReaddQuiescent { get; init; }

    /// <summary>kernelsettings: warn of unfit kernel settings, set them, or leave them.</summary>
    public KernelSettingsMode KernelSettings { get; init; }

    /// <summary>ipvstimeouts; null to leave the kernel's.</summary>
    public ConnectionTimeouts? IpvsTimeouts { get; init; }

    /// <summary>syncdaemon: at most one of each role; none that is not named is touched.</summary>
    public ImmutableArray<SyncDaemon> SyncDaemons { get; init; } = [];

    /// <summary>cleanstop of the file, for what belongs to no virtual service: stop ends the sync daemons.</summary>
    public bool CleanStop { get; init; } = true;

    /// <summary>repair and repairinterval.</summary>
    public RepairSettings Repair { get; init; } = RepairSettings.No;

    /// <summary>resolveinterval: time between two look-ups of a name with resolve.</summary>
    public TimeSpan ResolveInterval { get; init; } = ResolveDirective.Default;

    /// <summary>checkmarks: marks of the services through which checkvia = virtual checks.</summary>
    public MarkRange CheckMarks { get; init; } = MarkRange.Default;

    /// <summary>checkdirectory: the programs that "service =" names.</summary>
    public ServicePrograms Programs { get; init; } = ServicePrograms.None;

    /// <summary>maintenancedir: a file there, named after a real server, puts the server into maintenance.</summary>
    public string? MaintenanceDirectory { get; init; }

    /// <summary>steertoken: file of the tokens with which others than root may steer; null if nobody else may.</summary>
    public string? SteerTokenFile { get; init; }

    /// <summary>statusgroup: number of the group that may connect to the daemon's sockets; null if none may.</summary>
    public uint? StatusGroup { get; init; }

    /// <summary>Mail about the whole instance.</summary>
    public required MailSettings Mail { get; init; }

    /// <summary>
    /// Time between two comparisons of the kernel's table with the one that should be: repairinterval, or the shortest checkinterval,
    /// because no server has a new result sooner. Null without virtual services.
    /// </summary>
    public TimeSpan? ComparisonInterval =>
        VirtualServices.IsEmpty ? null : Repair.Interval ?? VirtualServices.Min(service => service.CheckInterval);

    /// <summary>The addresses of all names with resolve.</summary>
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> ResolvedNames() =>
        ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>.Empty.SetItems(
            VirtualServices.Select(service => service.Names).OfType<ResolvedNames>().SelectMany(names => names.Addresses));
}
