using System.Net;
using Ldirectord.Networking;
using Ldirectord.Planning;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Looks at the interfaces of announced addresses, and adds and removes addresses. Never removes one that no ldirectord added.
/// </summary>
/// <param name="kernel">Null if addresses are neither read nor changed: then they are as they are wanted.</param>
internal sealed class AddressAnnouncer(AnnounceKernel? kernel)
{
    private readonly Dictionary<string, AnnounceInterface> _interfaces = [];

    /// <summary>Finds out which targets stand on their interfaces.</summary>
    /// <returns>Addresses that an ldirectord announced, and that are no target.</returns>
    public List<AnnounceTarget> Look(IReadOnlyCollection<AnnouncedTarget> targets)
    {
        var strange = new List<AnnounceTarget>();
        if (kernel is null)
            return strange;
        foreach (var group in targets.GroupBy(one => one.Target.Interface))
        {
            var problem = Read(group.Key, out var addresses);
            foreach (var one in group)
            {
                var isThere = addresses.TryGetValue(one.Target.Address, out var isOurs);
                one.IsThere = isThere && isOurs;
                one.Problem = problem ?? (isThere && !isOurs
                    ? $"it stands there, and no ldirectord added it, so it stays: ip addr del {one.Target.Address} dev {group.Key}" : null);
            }

            var known = group.Select(one => one.Target.Address).ToHashSet();
            strange.AddRange(addresses.Where(found => found.Value && !known.Contains(found.Key))
                .Select(found => new AnnounceTarget(group.Key, found.Key)));
        }

        return strange;
    }

    /// <returns>Whether it is there now; otherwise <see cref="AnnouncedTarget.Problem"/> says why not.</returns>
    public bool Add(AnnouncedTarget one) => Do(one, kernel?.Add, true);

    /// <returns>Whether it is gone now; otherwise <see cref="AnnouncedTarget.Problem"/> says why not.</returns>
    public bool Remove(AnnouncedTarget one) => Do(one, kernel?.Remove, false);

    private bool Do(AnnouncedTarget one, Action<int, string, IPAddress>? what, bool isThere)
    {
        try
        {
            if (what is not null)
                what(_interfaces[one.Target.Interface].Index, one.Target.Interface, one.Target.Address);
            one.IsThere = isThere;
            return true;
        }
        catch (IoFailureException e)
        {
            one.Problem = e.Message;
            return false;
        }
    }

    /// <param name="addresses">Those of the interface, and whether an ldirectord added them; none if it cannot be used.</param>
    /// <returns>Why it cannot be used; null if it can.</returns>
    private string? Read(string name, out Dictionary<IPAddress, bool> addresses)
    {
        addresses = [];
        if (kernel!.Find(name) is not { } device)
            return $"there is no interface {name}: ip link add {name} type dummy && ip link set {name} up";
        if (!device.IsSilent)
        {
            return $"{name} is an interface to a network, on which each director would claim the address: expected a dummy, as dummy0, "
                + "or lo";
        }

        try
        {
            _interfaces[name] = device;
            foreach (var found in kernel.Read(device.Index, name))
                addresses[found.Address] = found.IsOurs;
            return device.IsUp ? null : $"interface {name} is down: ip link set {name} up";
        }
        catch (IoFailureException e)
        {
            return $"the addresses of {name} cannot be read: {e.Message}";
        }
    }
}
