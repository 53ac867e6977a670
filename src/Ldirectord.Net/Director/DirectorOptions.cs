using System.Net;
using Ldirectord.Alerts;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>What a director needs from outside besides its table, its log and its clock.</summary>
internal sealed record DirectorOptions
{
    public required IConfigSource ConfigSource { get; init; }

    /// <summary>Called on the loop when a reload begins and when it ends; must not block.</summary>
    public Action ReloadMoved { get; init; } = () => { };

    /// <summary>Begins a batch of log lines: they may be written together when the result is disposed.</summary>
    public Func<IDisposable?> LinesTogether { get; init; } = () => null;

    /// <summary>The FQDN of an address, or null. Called off the loop.</summary>
    public Func<IPAddress, CancellationToken, Task<string?>> ResolveName { get; init; } = HostNames.NameAsync;

    /// <summary>All addresses of a name of real lines with resolve. Called off the loop.</summary>
    public Func<HostQuestion, CancellationToken, Task<HostAnswer>> ResolveServers { get; init; } = HostAnswers.AskAsync;

    /// <summary>Sends one mail, or throws. Called off the loop.</summary>
    public Func<MailRoute, MailText, CancellationToken, Task> SendMail { get; init; } = MailSender.SendAsync;

    /// <summary>Holds a connection to a server until it ends (watch = connection). Called off the loop.</summary>
    public Func<ConnectTarget, TimeSpan, TimeProvider, CancellationToken, Task<HeldConnectionEnd>> HoldConnection { get; init; } =
        HeldConnection.HoldAsync;

    /// <summary>Reads the kernel's table, with which a dry run compares its own; null if this kernel has none.</summary>
    public Func<IpvsTable?> KernelTable { get; init; } = () => null;

    /// <summary>Reads the services of the kernel's table with their counters, without destinations; null if it has none.</summary>
    public Func<IReadOnlyList<ServiceEntry>?> ReadServices { get; init; } = () => null;

    /// <summary>Number of IPv4 services of the kernel's table, for repair; null if unknown.</summary>
    public Func<int?> CountServices { get; init; } = () => null;

    /// <summary>The kernel's settings; null if they are neither read nor set.</summary>
    public KernelSettingsFolder? KernelSettings { get; init; }

    /// <summary>Reads the timeouts of IPVS; null if they are neither read nor set.</summary>
    public Func<ConnectionTimeouts>? ReadTimeouts { get; init; }

    /// <summary>Sets the timeouts of IPVS.</summary>
    public Action<ConnectionTimeouts> SetTimeouts { get; init; } = _ => { };

    /// <summary>The kernel's sync daemons; null if they are neither read nor changed.</summary>
    public SyncKernel? Sync { get; init; }

    /// <summary>The addresses of interfaces, for announce; null if they are neither read nor changed.</summary>
    public AnnounceKernel? Announce { get; init; }

    /// <summary>Reads net.ipv4.conf.NAME, as in "eth1.rp_filter"; null if unknown.</summary>
    public Func<string, int?> InterfaceSetting { get; init; } = _ => null;

    /// <summary>Watches this machine's addresses until the watch is disposed of; what changes is reported on any thread.</summary>
    public Func<Action<AddressReport>, (AddressReport Now, IDisposable Watch)> WatchAddresses { get; init; } = changed =>
    {
        var watcher = new AddressWatcher(changed);
        return (watcher.Now, watcher);
    };

    /// <summary>Where directors lock their part of checkmarks; null to use them without a lock.</summary>
    public string? MarkLockFolder { get; init; }

    /// <summary>The clock of probes and their deadlines.</summary>
    public required TimeProvider ProbeTime { get; init; }

    /// <summary>The table is one in memory, not the kernel's.</summary>
    public bool DryRun { get; init; }
}
