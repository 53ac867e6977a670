using System.Net;
using System.Net.Sockets;
using static Ldirectord.Ipvs.KernelErrors;

namespace Ldirectord.Ipvs;

/// <summary>
/// A table in memory that takes and refuses operations as the kernel does (ip_vs_genl_set_cmd, ip_vs_add_dest… in its ip_vs_ctl.c), so that --dry-run says
/// what would happen. One thing it cannot know: which schedulers the kernel has.
/// </summary>
internal sealed class InMemoryIpvs : IIpvs
{
    // In no order, as in the kernel.
    private readonly Dictionary<ServiceId, ServiceEntry> _services = [];

    /// <param name="seed">What is in the table at first: a reading of the kernel's, where it has one.</param>
    public InMemoryIpvs(IpvsTable? seed = null)
    {
        foreach (var entry in seed?.Services ?? [])
            _services.Add(entry.Service.Id, entry);
    }

    public IpvsTable Read() => new(_services.Values);

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => [.. ids.Select(id => _services.GetValueOrDefault(id)).OfType<ServiceEntry>()];

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) =>
        [.. operations.Select(operation => Of(operation, new KernelReply(Apply(operation), null)))];

    /// <returns>0, or the errno the kernel would give.</returns>
    private int Apply(IpvsOperation operation)
    {
        if (operation is AddService add)
            return _services.ContainsKey(add.ServiceId) ? EEXIST : Put(new ServiceEntry(add.Service));
        if (!_services.TryGetValue(operation.ServiceId, out var entry))
            return ESRCH;
        switch (operation)
        {
            case EditService(var service):
                return Put(entry with { Service = service });
            case DeleteService:
                _services.Remove(operation.ServiceId);
                return 0;
            case AddDestination(_, var destination):
                return Find(entry, destination.EndPoint) is not null ? EEXIST : Put(entry, null, destination);
            case EditDestination(_, var destination):
                return Find(entry, destination.EndPoint) is { } found ? Put(entry, found, destination) : ENOENT;
            case DeleteDestination(_, var endPoint):
                if (Find(entry, endPoint) is not { } gone)
                    return ENOENT;
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
            return EINVAL;
        if (service.Id.Family == AddressFamily.InterNetworkV6 && service.NetmaskBits is 0 or > 128)
            return EINVAL;
        _services[service.Id] = entry;
        return 0;
    }

    private int Put(ServiceEntry entry, DestinationEntry? old, Destination destination)
    {
        if (destination.EndPoint.AddressFamily != entry.Service.Id.Family && destination.Method != ForwardingMethod.Ipip)
            return EINVAL;
        if (destination.Weight < 0 || destination.LowerThreshold > destination.UpperThreshold)
            return ERANGE;
        _services[entry.Service.Id] = entry with
        {
            Destinations = old is null
                ? entry.Destinations.Add(new DestinationEntry(destination))
                : entry.Destinations.Replace(old, old with { Destination = destination }),
        };
        return 0;
    }

    private static DestinationEntry? Find(ServiceEntry entry, IPEndPoint endPoint) =>
        entry.Destinations.FirstOrDefault(destination => destination.Destination.EndPoint.Equals(endPoint));
}
