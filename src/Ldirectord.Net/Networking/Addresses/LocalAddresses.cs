using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;

namespace Ldirectord.Networking;

/// <summary>The usable addresses of this machine at one moment.</summary>
internal sealed class LocalAddresses(ImmutableArray<DeviceAddress> all)
{
    private readonly FrozenSet<IPAddress> _asked =
        all.Where(address => !address.IsOnLoopback).Select(address => address.Address).ToFrozenSet();

    public ImmutableArray<DeviceAddress> All { get; } = all;

    /// <summary>Whether a device other than lo has the address.</summary>
    public bool Has(IPAddress address) => _asked.Contains(WithoutScope(address));

    /// <summary>The same addresses, in any order.</summary>
    public bool SameAs(LocalAddresses other) => All.Length == other.All.Length && All.ToHashSet().SetEquals(other.All);

    private static IPAddress WithoutScope(IPAddress address) =>
        address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, ScopeId: not 0 }
            ? new IPAddress(address.GetAddressBytes()) : address;
}
