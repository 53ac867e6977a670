using System.Collections.Immutable;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Doctor;

/// <summary>A connection to a real server as a client's: through IPVS, to the virtual address.</summary>
/// <param name="Result">Of the connection.</param>
internal sealed record ThroughResult(VirtualService Service, RealServer Server, CheckResult Result);

/// <summary>
/// Connects to each gate and ipip server of a virtual address through IPVS, by the means of checkvia = virtual: firewall-mark services of
/// its own, which are removed at the end.
/// </summary>
internal static class ThroughProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static async Task<ImmutableArray<ThroughResult>> RunAsync(DirectorConfig config, IPAddress address, TimeProvider time)
    {
        var through = config with { VirtualServices = [.. Services(config, address)] };
        using var marks = ProbeMarks.Write(through, time);
        return
        [
            .. await Task.WhenAll(
                from service in through.VirtualServices
                from server in service.RealServers
                select ConnectAsync(marks, service, server)).ConfigureAwait(false),
        ];
    }

    private static IEnumerable<VirtualService> Services(DirectorConfig config, IPAddress address) =>
        from service in config.VirtualServices
        where service.Id is { Protocol: TransportProtocol.Tcp, EndPoint: { Port: > 0 } end } && end.Address.Equals(address)
        select service with
        {
            IsOff = false,
            RealServers =
            [
                .. from server in service.RealServers
                   where server.Destination.Method != ForwardingMethod.Masq
                   select server with { Check = Connection(service.Id.EndPoint!, server) },
            ],
        };

    private static ConnectCheck Connection(IPEndPoint target, RealServer server) => new ConnectCheck(target, s_patience)
    {
        Via = new CheckVia(
            server.Destination with
            {
                EndPoint = new IPEndPoint(server.Destination.EndPoint.Address, 0),
                Weight = 1,
                UpperThreshold = 0,
                LowerThreshold = 0,
            },
            new IPEndPoint(server.EndPoint.Address, target.Port)),
    };

    private static async Task<ThroughResult> ConnectAsync(ProbeMarks marks, VirtualService service, RealServer server)
    {
        var probe = await marks.Probes.RunAsync(server.Check, server.Check, CancellationToken.None).ConfigureAwait(false);
        return new ThroughResult(service, server, probe.Result);
    }
}
