using System.Net;
using Ldirectord.Config;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>What an operator does to the table by ipvsadm, and what must be known of it afterwards.</summary>
internal sealed class OperatorsHand(WatchedIpvs table)
{
    private readonly HashSet<(ServiceId, IPEndPoint)> _touched = [];
    private readonly HashSet<ServiceId> _cleared = [];

    /// <summary>The operator's own service, which no configuration names.</summary>
    public ServiceEntry Foreign { get; private set; } = Scene.Foreign;

    /// <summary>Destinations that were changed since the last reload.</summary>
    public IReadOnlySet<(ServiceId, IPEndPoint)> Touched => _touched;

    /// <summary>Services that were removed since the last reload.</summary>
    public IReadOnlySet<ServiceId> Cleared => _cleared;

    /// <summary>A reload undoes it all.</summary>
    public void Forget()
    {
        _touched.Clear();
        _cleared.Clear();
    }

    public void Take(Step step, DirectorConfig inForce)
    {
        var services = inForce.VirtualServices.Select(service => service.Id).ToList();
        switch (step)
        {
            case ManualForeign(var weight):
                Foreign = new ServiceEntry(
                    Foreign.Service, new DestinationEntry(Foreign.Destinations[0].Destination with { Weight = weight }));
                table.Manually(new EditDestination(Foreign.Service.Id, Foreign.Destinations[0].Destination));
                break;
            case ManualClear:
                foreach (var id in services)
                {
                    _cleared.Add(id);
                    table.Manually(new DeleteService(id));
                }

                break;
            case ManualAdd(var number) when services.Count > 0:
                var added = new Destination(IPEndPoint.Parse("10.0.5.5:80"), ForwardingMethod.Gate, 2);
                Touch(services[number % services.Count], added.EndPoint, new AddDestination(services[number % services.Count], added));
                break;
            case ManualWeight(var number, var place, var weight) when Destination(services, number, place) is var (id, destination):
                Touch(id, destination.EndPoint, new EditDestination(id, destination with { Weight = weight }));
                break;
            case ManualDelete(var number, var place) when Destination(services, number, place) is var (id, destination):
                Touch(id, destination.EndPoint, new DeleteDestination(id, destination.EndPoint));
                break;
        }
    }

    private void Touch(ServiceId id, IPEndPoint endPoint, IpvsOperation operation)
    {
        _touched.Add((id, endPoint));
        table.Manually(operation);
    }

    private (ServiceId Id, Destination Destination)? Destination(List<ServiceId> services, int number, int place)
    {
        if (services.Count == 0 || table.Now().Find(services[number % services.Count]) is not { Destinations.Length: > 0 } entry)
            return null;
        return (entry.Service.Id, entry.Destinations[place % entry.Destinations.Length].Destination);
    }
}
