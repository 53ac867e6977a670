using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>A section whose names are looked up; only the file's defaults are missing.</summary>
internal sealed record BoundSection
{
    public required Section Section { get; init; }

    public required ServiceId Id { get; init; }

    public required SectionDirectives Directives { get; init; }

    public required ServiceFlags SchedulerFlags { get; init; }

    public required FallbackServer? Fallback { get; init; }

    public required ImmutableArray<BoundRealServer> RealServers { get; init; }

    /// <summary>The names with resolve, with their addresses.</summary>
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> Names { get; init; } =
        ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>.Empty;

    /// <summary>checkaddress; null for each real server's own address.</summary>
    public required IPAddress? CheckAddress { get; init; }

    /// <summary>The service named by "service =", or the default of the virtual port.</summary>
    public NegotiateService Service => Directives.Check.Service ?? NegotiateServices.Default(Id.EndPoint?.Port);

    /// <summary>Whether the check speaks the service's protocol.</summary>
    public bool Negotiates => Directives.Check.CheckType.Kind is CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate;

    /// <summary>Whether the check runs a program: checkcommand, or one of checkdirectory.</summary>
    public bool RunsProgram => NegotiatesByProgram || Directives.Check.CheckType.Kind is CheckKind.External or CheckKind.ExternalPerl;

    /// <summary>Whether a program of checkdirectory speaks the service's protocol.</summary>
    public bool NegotiatesByProgram => Negotiates && Service.IsProgram;

    /// <summary>The request as written for a server: its own, requestfile or request; null if there is none.</summary>
    public string? RequestOf(BoundRealServer server) => server.Request ?? Directives.Check.RequestFile ?? Directives.Check.Request;

    /// <summary>The pattern of the answer as written for a server; null if there is none.</summary>
    public string? ReceiveOf(BoundRealServer server) => server.Receive ?? Directives.Check.Receive;

    /// <summary>Its real servers with other addresses of names; neither a name nor a file is looked at again.</summary>
    /// <param name="names">Knows all names of the section.</param>
    public BoundSection With(NameResolver names)
    {
        var binder = new RealLineBinder(Id, names, new DiagnosticList(""));
        var servers = ImmutableArray.CreateBuilder<BoundRealServer>();
        foreach (var real in Directives.RealServers)
            binder.Bind(real, servers);
        return this with { RealServers = servers.ToImmutable(), Names = binder.Names };
    }
}
