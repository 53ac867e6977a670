using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Ldirectord.Networking;

/// <summary>
/// Where checks leave from if the kernel would choose a virtual address, which a real server of gate or ipip has on its own lo, so that its
/// answer would never arrive: another address of the same device. Otherwise the kernel chooses. Used from any thread.
/// </summary>
internal sealed class CheckSources
{
    /// <summary>A route that changes meanwhile is noticed after so long.</summary>
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    private volatile Knowledge _now = Knowledge.None;

    /// <summary>From now on these are the addresses. What was chosen before is forgotten.</summary>
    /// <param name="addresses">This machine's; null if they are not known.</param>
    /// <param name="virtuals">Virtual addresses, of this machine or not.</param>
    public void Use(LocalAddresses? addresses, ImmutableHashSet<IPAddress> virtuals)
    {
        var present = addresses is null ? [] : virtuals.Where(addresses.Has).ToImmutableHashSet();
        _now = present.IsEmpty ? Knowledge.None : new Knowledge(addresses!.All, present);
    }

    /// <summary>The source for a check, if the kernel would choose a virtual address; otherwise null.</summary>
    /// <param name="path">As configured: its source stays.</param>
    public IPAddress? SourceTo(IPAddress target, SocketPath? path)
    {
        var now = _now;
        return path?.Source is null && now.Concerns(target) ? now.SourceTo(target, path?.Device, path?.Mark ?? 0) : null;
    }

    /// <summary>Another address of the route's device than a virtual one: of the target's network, or else the nearest to it.</summary>
    /// <returns>Null if the kernel's choice may stay, or there is no other.</returns>
    internal static IPAddress? Choose(
        IPAddress target, RouteAnswer route, ImmutableArray<DeviceAddress> addresses, ImmutableHashSet<IPAddress> virtuals)
    {
        if (route.IsLocal || route.Source is not { } kernels || !virtuals.Contains(kernels))
            return null;
        return addresses
            .Where(one => one.Device == route.Device && one.Address.AddressFamily == target.AddressFamily
                && !virtuals.Contains(one.Address) && one.Address.IsIPv6LinkLocal == target.IsIPv6LinkLocal)
            .OrderByDescending(one => one.Covers(target))
            .ThenBy(one => one.Address.ToString(), StringComparer.Ordinal)
            .Select(one => one.Address)
            .FirstOrDefault();
    }

    private sealed class Knowledge(ImmutableArray<DeviceAddress> addresses, ImmutableHashSet<IPAddress> virtuals)
    {
        public static readonly Knowledge None = new([], []);

        private readonly ConcurrentDictionary<(IPAddress, string?, uint), (IPAddress? Source, long At)> _chosen = [];

        public bool Concerns(IPAddress target)
        {
            foreach (var address in virtuals)
            {
                if (address.AddressFamily == target.AddressFamily)
                    return true;
            }

            return false;
        }

        public IPAddress? SourceTo(IPAddress target, string? device, uint mark)
        {
            var (key, now) = ((target, device, mark), Environment.TickCount64);
            if (_chosen.TryGetValue(key, out var known) && now - known.At < MaximumAge.TotalMilliseconds)
                return known.Source;
            var route = RouteQuestion.To(target, IndexOf(device), mark);
            var source = route is { } answer ? Choose(target, answer, addresses, virtuals) : null;
            _chosen[key] = (source, now);
            return source;
        }

        /// <summary>0 for no device; for one that is not there too, which the socket will find out.</summary>
        private static int IndexOf(string? device)
        {
            try
            {
                return device is not null && int.TryParse(
                    File.ReadAllText($"/sys/class/net/{device}/ifindex"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var index)
                    ? index : 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }
}
