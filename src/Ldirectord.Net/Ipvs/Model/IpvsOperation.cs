using System.Net;

namespace Ldirectord.Ipvs;

/// <summary>Adds, edits or deletes a virtual service or a destination.</summary>
/// <param name="ServiceId">The virtual service, or the one of the destination.</param>
internal abstract record IpvsOperation(ServiceId ServiceId);

/// <summary>ipvsadm -A.</summary>
internal sealed record AddService(Service Service) : IpvsOperation(Service.Id);

/// <summary>ipvsadm -E: changes anything but the identity; connections stay.</summary>
internal sealed record EditService(Service Service) : IpvsOperation(Service.Id);

/// <summary>ipvsadm -D: deletes the service with its destinations.</summary>
internal sealed record DeleteService(ServiceId ServiceId) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -a.</summary>
internal sealed record AddDestination(ServiceId ServiceId, Destination Destination) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -e: changes weight, method and thresholds; connections stay.</summary>
internal sealed record EditDestination(ServiceId ServiceId, Destination Destination) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -d.</summary>
internal sealed record DeleteDestination(ServiceId ServiceId, IPEndPoint EndPoint) : IpvsOperation(ServiceId);
