using System.Net;
using System.Net.Sockets;
using Ldirectord.Platform;

namespace Ldirectord.Ipvs;

/// <summary>
/// A table in memory, for --dry-run and tests. It accepts and refuses operations as the kernel does (ip_vs_genl_set_cmd, ip_vs_add_dest… in
/// ip_vs_ctl.c), but accepts every scheduler and persistence engine: only the kernel knows which it has.
/// </summary>
internal sealed class InMemoryIpvs : IIpvs
{
    // Unordered, as in the kernel.
    private readonly Dictionary<ServiceId, ServiceEntry> _services = [];

    /// <param name="seed">The table to start with, usually a reading of the kernel's; null for an empty one.</param>
    public InMemoryIpvs(IpvsTable? seed = null)
    {
        foreach (var entry in seed?.Services ?? [])
            _services.Add(entry.Service.Id, entry);
    }

    public IpvsTable Read() => new(_services.Values);

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) =>
        [.. ids.Select(id => _services.GetValueOrDefault(id)).OfType<ServiceEntry>()];

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) =>
        [.. operations.Select(operation => KernelErrors.Of(operation, new KernelReply(Apply(operation), null)))];

    /// <returns>0, or the error number that the kernel would give.</returns>
    private int Apply(IpvsOperation operation)
    {
        if (operation is AddService add)
            return _services.ContainsKey(add.ServiceId) ? Errno.AlreadyExists : Put(new ServiceEntry(add.Service));
        if (!_services.TryGetValue(operation.ServiceId, out var entry))
            return Errno.NoSuchProcess;
        switch (operation)
        {
            case EditService(var service):
                return Put(entry with { Service = service });
            case DeleteService:
                _services.Remove(operation.ServiceId);
                return 0;
            case AddDestination(_, var destination):
                return Find(entry, destination.EndPoint) is not null ? Errno.AlreadyExists : Put(entry, null, destination);
            case EditDestination(_, var destination):
                return Find(entry, destination.EndPoint) is { } found ? Put(entry, found, destination) : Errno.NoEntry;
            case DeleteDestination(_, var endPoint):
                if (Find(entry, endPoint) is not { } gone)
                    return Errno.NoEntry;
                _services[operation.ServiceId] = entry with { Destinations = entry.Destinations.Remove(gone) };
                return 0;
            default:
                throw new ArgumentException($"unknown operation {operation.GetType().Name}", nameof(operation));
        }
    }

    private int Put(ServiceEntry entry)
    {
        var service = entry.Service;
        if (service.Scheduler.Length is 0 or >= IpvsConstants.IP_VS_SCHEDNAME_MAXLEN)
            return Errno.InvalidArgument;
        if (service.Id.Family == AddressFamily.InterNetworkV6 && service.NetmaskBits is 0 or > 128)
            return Errno.InvalidArgument;
        _services[service.Id] = entry;
        return 0;
    }

    private int Put(ServiceEntry entry, DestinationEntry? old, Destination destination)
    {
        if (destination.EndPoint.AddressFamily != entry.Service.Id.Family && destination.Method != ForwardingMethod.Ipip)
            return Errno.InvalidArgument;
        if (destination.Tunnel is { Kind: TunnelKind.Gue, Port: 0 })
            return Errno.InvalidArgument;
        if (destination.Weight < 0 || destination.LowerThreshold > destination.UpperThreshold)
            return Errno.OutOfRange;
        _services[entry.Service.Id] = entry with
        {
            Destinations = old is null
                // At the head, as __ip_vs_add_dest does: mh maps clients by this order.
                ? entry.Destinations.Insert(0, new DestinationEntry(destination))
                : entry.Destinations.Replace(old, old with { Destination = destination }),
        };
        return 0;
    }

    private static DestinationEntry? Find(ServiceEntry entry, IPEndPoint endPoint) =>
        entry.Destinations.FirstOrDefault(destination => destination.Destination.EndPoint.Equals(endPoint));
}
