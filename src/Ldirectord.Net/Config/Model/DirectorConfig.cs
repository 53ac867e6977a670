using System.Collections.Immutable;
using Ldirectord.Ipvs;

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

    /// <summary>readdquiescent: a failed server that is not in the table is added with weight 0 when quiescent.</summary>
    public bool ReaddQuiescent { get; init; }

    /// <summary>kernelsettings: warn of unfit kernel settings, set them, or leave them.</summary>
    public KernelSettingsMode KernelSettings { get; init; }

    /// <summary>ipvstimeouts; null to leave the kernel's.</summary>
    public ConnectionTimeouts? IpvsTimeouts { get; init; }
    /// <summary>repair and repairinterval.</summary>
    public RepairSettings Repair { get; init; } = RepairSettings.No;
    /// <summary>checkmarks: marks of the services through which checkvia = virtual checks.</summary>
    public MarkRange CheckMarks { get; init; } = MarkRange.Default;

    /// <summary>maintenancedir: a file there, named after a real server, puts the server into maintenance.</summary>
    public string? MaintenanceDirectory { get; init; }

    /// <summary>Mail about the whole instance.</summary>
    public required MailSettings Mail { get; init; }

    /// <summary>
    /// Time between two comparisons of the kernel's table with the one that should be: repairinterval, or the shortest checkinterval,
    /// because no server has a new result sooner. Null without virtual services.
    /// </summary>
    public TimeSpan? ComparisonInterval =>
        VirtualServices.IsEmpty ? null : Repair.Interval ?? VirtualServices.Min(service => service.CheckInterval);
}
