using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>What the doctor sees of this machine, as read at one moment. Nothing of it is changed.</summary>
internal sealed record Host
{
    public ImmutableArray<NetworkLink> Links { get; init; } = [];

    public ImmutableArray<InterfaceAddress> Addresses { get; init; } = [];

    public ImmutableArray<Neighbour> Neighbours { get; init; } = [];

    /// <summary>Asks for the route to an address; null if there is none.</summary>
    public Func<IPAddress, RouteAnswer?> RouteTo { get; init; } = _ => null;

    /// <summary>The same for packets with a source that is the second address.</summary>
    public Func<IPAddress, IPAddress, RouteAnswer?> RouteFrom { get; init; } = (_, _) => null;

    /// <summary>Reads a setting by its path under /proc/sys, as in "net/ipv4/ip_forward"; null if this kernel does not have it.</summary>
    public Func<string, string?> Setting { get; init; } = _ => null;

    /// <summary>Reads a file; null if there is none, or if it cannot be read.</summary>
    public Func<string, string?> File { get; init; } = _ => null;

    /// <summary>Names of the files of a folder, in the order of their names; none if there is no such folder.</summary>
    public Func<string, IReadOnlyList<string>> Files { get; init; } = _ => [];

    /// <summary>Sockets that wait for clients.</summary>
    public ImmutableArray<Listener> Listeners { get; init; } = [];

    public ImmutableArray<RunningProgram> Programs { get; init; } = [];

    public Firewall Firewall { get; init; } = Firewall.None;

    public IpvsState Ipvs { get; init; } = IpvsState.None;

    public KernelModules Modules { get; init; } = new();

    public Version Kernel { get; init; } = new(0, 0);

    /// <summary>CAP_NET_ADMIN.</summary>
    public bool MayAdministerNetwork { get; init; }

    /// <summary>CAP_NET_RAW.</summary>
    public bool MaySendRaw { get; init; }

    /// <summary>Descriptors that this process may have (RLIMIT_NOFILE).</summary>
    public long DescriptorLimit { get; init; }

    /// <summary>Whether an interface joins received packets to larger ones by itself (LRO); null if it is not known.</summary>
    public Func<string, bool?> ReceivesJoined { get; init; } = _ => null;

    public NetworkLink? Link(int index) => Links.FirstOrDefault(link => link.Index == index);

    public NetworkLink? Link(string name) => Links.FirstOrDefault(link => link.Name == name);

    public string NameOf(int index) => Link(index)?.Name ?? $"interface {index}";

    /// <summary>Where an address stands; it may stand on several interfaces.</summary>
    public IEnumerable<InterfaceAddress> Of(IPAddress address) => Addresses.Where(one => one.Address.Equals(address));

    /// <summary>The interface, other than lo, whose network an address is of; null if there is none.</summary>
    /// <param name="address">The address itself does not count.</param>
    public NetworkLink? NetworkOf(IPAddress address) => Addresses
        .Where(one => !one.IsAlone && !one.At.IsOnLoopback && !one.Address.Equals(address) && one.At.Covers(address))
        .OrderByDescending(one => one.At.PrefixLength)
        .Select(one => Link(one.At.Device))
        .FirstOrDefault(link => link is not null);

    /// <summary>A number among the settings; null if this kernel does not have it.</summary>
    public int? Number(string path) =>
        int.TryParse(Setting(path)?.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;
}
