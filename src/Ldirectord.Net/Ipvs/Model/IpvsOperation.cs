using System.Net;

namespace Ldirectord.Ipvs;

/// <summary>One change of the kernel's table: add, edit or delete, of a virtual service or a destination.</summary>
/// <param name="ServiceId">The virtual service that is changed, or whose destination is.</param>
internal abstract record IpvsOperation(ServiceId ServiceId);

/// <summary>ipvsadm -A.</summary>
internal sealed record AddService(Service Service) : IpvsOperation(Service.Id);

/// <summary>ipvsadm -E: everything but the identity may change; connections stay.</summary>
internal sealed record EditService(Service Service) : IpvsOperation(Service.Id);

/// <summary>ipvsadm -D: the service goes with its destinations.</summary>
internal sealed record DeleteService(ServiceId ServiceId) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -a.</summary>
internal sealed record AddDestination(ServiceId ServiceId, Destination Destination) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -e: weight, method and thresholds may change; connections stay.</summary>
internal sealed record EditDestination(ServiceId ServiceId, Destination Destination) : IpvsOperation(ServiceId);

/// <summary>ipvsadm -d.</summary>
internal sealed record DeleteDestination(ServiceId ServiceId, IPEndPoint EndPoint) : IpvsOperation(ServiceId);
