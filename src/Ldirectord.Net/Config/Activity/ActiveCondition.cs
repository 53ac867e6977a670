using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>active: when this director is the active one for a virtual service, and not a standby.</summary>
/// <param name="Address">Of <see cref="ActiveKind.Vip"/>; null in a directive that leaves it to each virtual service.</param>
/// <param name="File">Path, of <see cref="ActiveKind.File"/>.</param>
internal sealed record ActiveCondition(ActiveKind Kind, IPAddress? Address = null, string? File = null)
{
    public static readonly ActiveCondition Always = new(ActiveKind.Always);

    /// <summary>The same for one virtual service: its own address if none is named. Null if the service is a firewall mark.</summary>
    public ActiveCondition? For(ServiceId service) => (Kind, Address, service.EndPoint) switch
    {
        (ActiveKind.Vip, null, { Address: var own }) => this with { Address = own },
        (ActiveKind.Vip, null, null) => null,
        _ => this,
    };

    /// <summary>"VIP 192.0.2.10", "File /run/active": the subject of a sentence.</summary>
    public override string ToString() => Kind switch
    {
        ActiveKind.Vip => $"VIP {Address}",
        ActiveKind.File => $"File {File}",
        _ => "always",
    };
}
