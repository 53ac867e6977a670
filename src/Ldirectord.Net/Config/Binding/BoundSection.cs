using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>A section whose names are looked up; only the file's defaults are missing.</summary>
internal sealed class BoundSection
{
    public required Section Section { get; init; }

    public required ServiceId Id { get; init; }

    public required SectionDirectives Directives { get; init; }

    public required ServiceFlags SchedulerFlags { get; init; }

    public required FallbackServer? Fallback { get; init; }

    public required ImmutableArray<BoundRealServer> RealServers { get; init; }

    /// <summary>checkaddress; null for each real server's own address.</summary>
    public required IPAddress? CheckAddress { get; init; }

    /// <summary>The service named by "service =", or the default of the virtual port.</summary>
    public NegotiateService Service => Directives.Check.Service ?? NegotiateServices.Default(Id.EndPoint?.Port);

    /// <summary>Whether the check speaks the service's protocol.</summary>
    public bool Negotiates => Directives.Check.CheckType.Kind is CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate;

    /// <summary>The request as written for a server: its own, requestfile or request; null if there is none.</summary>
    public string? RequestOf(BoundRealServer server) => server.Request ?? Directives.Check.RequestFile ?? Directives.Check.Request;

    /// <summary>The pattern of the answer as written for a server; null if there is none.</summary>
    public string? ReceiveOf(BoundRealServer server) => server.Receive ?? Directives.Check.Receive;
}
