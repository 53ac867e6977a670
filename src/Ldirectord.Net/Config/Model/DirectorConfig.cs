using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>A configuration file as it is meant: immutable, complete, every default filled in.</summary>
internal sealed record DirectorConfig
{
    /// <summary>Path of the file as it was found (/etc/ha.d/ldirectord.cf).</summary>
    public required string Path { get; init; }

    public required ImmutableArray<VirtualService> VirtualServices { get; init; }

    /// <summary>What the file held when it was read; null for a configuration that was not read from a file.</summary>
    public ulong? Fingerprint { get; init; }

    /// <summary>
    /// What the lines outside of every section hold, from which the sections' defaults come; null where names were looked up for them.
    /// </summary>
    public ulong? DefaultsFingerprint { get; init; }

    /// <summary>autoreload: take the file up again when it changes on disk.</summary>
    public bool AutoReload { get; init; }

    /// <summary>callback: program that is run with the configuration's path after it changed on disk.</summary>
    public string? Callback { get; init; }

    /// <summary>logfile: an absolute path, or the name of a syslog facility.</summary>
    public string LogFile { get; init; } = "/var/log/ldirectord.log";

    /// <summary>execute: configurations whose own instances are started, stopped and reloaded along.</summary>
    public ImmutableArray<string> Execute { get; init; } = [];

    /// <summary>supervised: stay in the foreground, log to standard output, no pid file.</summary>
    public bool Supervised { get; init; }

    /// <summary>readdquiescent: a failed server that is not in the table is added with weight 0 when quiescent.</summary>
    public bool ReaddQuiescent { get; init; }

    /// <summary>kernelsettings: what is done about the kernel's own settings.</summary>
    public KernelSettingsMode KernelSettings { get; init; }

    /// <summary>maintenancedir: a file named after a real server takes it out.</summary>
    public string? MaintenanceDirectory { get; init; }

    /// <summary>Messages that hold for the whole instance.</summary>
    public required MailSettings Mail { get; init; }
}
