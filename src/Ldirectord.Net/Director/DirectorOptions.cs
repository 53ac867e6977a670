using System.Net;
using Ldirectord.Alerts;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Director;

/// <summary>What a director needs of the world besides its table and its log.</summary>
internal sealed record DirectorOptions
{
    public required IConfigSource ConfigSource { get; init; }

    /// <summary>Called on the loop when a reading of the file begins and when it ends; must not block.</summary>
    public Action ReloadMoved { get; init; } = () => { };

    /// <summary>What is logged from here on may be written together, when the result is disposed.</summary>
    public Func<IDisposable?> LinesTogether { get; init; } = () => null;

    /// <summary>The FQDN of an address, or null; called off the loop.</summary>
    public Func<IPAddress, CancellationToken, Task<string?>> ResolveName { get; init; } = HostNames.NameAsync;

    /// <summary>Sends one mail, or throws.</summary>
    public Func<MailRoute, MailText, CancellationToken, Task> SendMail { get; init; } = MailSender.SendAsync;

    /// <summary>For a dry run: reads the kernel's table, to compare with; null: this kernel has none.</summary>
    public Func<IpvsTable?> KernelTable { get; init; } = () => null;

    /// <summary>The kernel's settings; null: they are not looked at.</summary>
    public KernelSettingsFolder? KernelSettings { get; init; }

    /// <summary>The time probes keep.</summary>
    public required TimeProvider ProbeTime { get; init; }

    /// <summary>The table is not the kernel's.</summary>
    public bool DryRun { get; init; }
}
