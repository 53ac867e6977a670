
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>What the loop remembers of one real server in one virtual service.</summary>
internal sealed class TrackedServer(VirtualService service, RealServer server, ServerHealth health, DateTimeOffset since)
{
    public VirtualService Service { get; } = service;

    public RealServer Server { get; } = server;

    /// <summary>As written in the configuration.</summary>
    public string Name { get; } = server.EndPoint.ToString();

    /// <summary>The virtual service as log lines name it: "tcp:10.0.0.1:80".</summary>
    public string ServiceName { get; } = service.CheckId;

    public ServerKey Key { get; } = new(service.Id, server.Destination.EndPoint);

    public ProbeKey Probe { get; } = new(server.Check, service.CheckInterval);

    public ServerHealth Health { get; private set; } = health;

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>Null before the first result of this run.</summary>
    public ProbeResult? LastResult { get; private set; }

    /// <summary>Of the certificate that was last seen (UTC); not every result brings one.</summary>
    public DateTime? CertificateExpires { get; private set; }

    /// <summary>The expiry and the day of the last warning of it; null: none is due.</summary>
    public (DateTime Expires, DateTime Day)? CertificateWarned { get; set; }

    public void Remember(ServerHealth next, DateTimeOffset now)
    {
        if (next.State != Health.State)
            Since = now;
        Health = next;
    }

    public void Remember(ProbeResult result, ServerHealth next, DateTimeOffset now)
    {
        LastResult = result;
        CertificateExpires = result.Result.CertificateExpires ?? CertificateExpires;
        Remember(next, now);
    }

    /// <summary>The same server in a new configuration: its health stays; what another check found is not counted towards this one's.</summary>
    public TrackedServer CarryInto(VirtualService newService, RealServer newServer)
    {
        var sameCheck = Equals(newServer.Check, Server.Check);
        return sameCheck
            ? new TrackedServer(newService, newServer, Health, Since) { LastResult = LastResult, CertificateExpires = CertificateExpires, CertificateWarned = CertificateWarned }
            : new TrackedServer(newService, newServer, Health with { Failures = 0 }, Since) { CertificateWarned = CertificateWarned };
    }
}
