using System.Net;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>A real server of one virtual service, as far as it matters to a command.</summary>
/// <param name="EndPoint">As written in the configuration.</param>
/// <param name="IsAsked">The command names it.</param>
/// <param name="IsUp">It serves.</param>
/// <param name="IsOff">checktype=off: neither checks nor files change it.</param>
internal sealed record SteeredServer(ServerKey Key, IPEndPoint EndPoint, string? Fqdn, string Virtual, bool IsAsked, bool IsUp, bool IsOff)
{
    /// <summary>What the operator wants of it, as the director has taken it up.</summary>
    public AdminState Admin { get; init; }

    /// <summary>"up", "down", "unknown", "kept" or "off": what its checks say, apart from what the operator wants.</summary>
    public string Health { get; init; } = "";

    /// <summary>Its persistent clients are moved.</summary>
    public bool IsHard { get; init; }

    /// <summary>How its drain ended: "no connections left"; null if none has ended.</summary>
    public string? DrainEnd { get; init; }

    /// <summary>Seconds for which the service's clients stay with their server; 0 if it is not persistent.</summary>
    public uint PersistentSeconds { get; init; }

    public NamedServer Name => new(EndPoint, Fqdn, Virtual);
}
