using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Planning;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Runs checks, those through virtual addresses by their way. A result through a virtual address counts only if marks reach IPVS: before
/// and after the check IPVS drops a packet with the mark that has no destination, after a failure it does not drop one with the server's,
/// and the server's firewall-mark service is in the table. Everything else that this machine does wrong is no result either.
/// </summary>
/// <param name="table">Read on any thread.</param>
/// <param name="sysctl">Reads net.ipv4.conf.NAME.</param>
/// <param name="sources">Where checks leave from on a director with virtual addresses; null if the kernel alone chooses.</param>
internal sealed class ViaProbes(TimeProvider time, IIpvs table, Func<string, int?> sysctl, CheckSources? sources = null)
{
    private readonly MarkSelfTest _selfTest = new(time, IsDropped);

    /// <summary>Which setting of this machine was wrong at the last result of each check.</summary>
    private readonly ConcurrentDictionary<Check, string> _problems = [];

    private volatile ViaRoutes _routes = ViaRoutes.None;

    /// <summary>Probes use these ways from now on. Called on any thread.</summary>
    public void Use(ViaRoutes routes) => _routes = routes;

    /// <param name="whole">The check as configured.</param>
    /// <param name="check">The part of it whose turn it is.</param>
    public ValueTask<ProbeResult> RunAsync(Check whole, Check check, CancellationToken stopping) =>
        whole.Via is null ? CheckRunner.RunAsync(Sourced(check), time, stopping) : RunViaAsync(whole, check, whole.Via, stopping);

    /// <summary>The same check, from another address if the kernel would choose a virtual one.</summary>
    private Check Sourced(Check check) =>
        sources?.SourceTo(check.Target.Address, check.Path) is { } source ? check.From(source) : check;

    private async ValueTask<ProbeResult> RunViaAsync(Check whole, Check check, CheckVia via, CancellationToken stopping)
    {
        var routes = _routes;
        var (server, target) = (via.Server.EndPoint.Address, whole.Target);
        if (routes.IsDryRun)
            return await CheckRunner.RunAsync(check.At(via.RealTarget, whole.Path), time, stopping).ConfigureAwait(false);
        try
        {
            var toServer = RouteSource.To(server);
            var chosen = whole.Path?.Source ?? sources?.SourceTo(server, whole.Path) ?? toServer;
            if (toServer.Equals(server))
                return await CheckRunner.RunAsync(check.At(via.RealTarget, whole.Path), time, stopping).ConfigureAwait(false);
            var path = (whole.Path ?? new SocketPath()) with { Source = chosen };
            if (path.Source.Equals(target.Address))
                return Unfit($"this machine sends to {server} from the virtual address itself: checksource = another address of it");
            if (!routes.Routes.TryGetValue(whole, out var route))
                return Unfit("the check has no firewall mark yet");
            if (route.Problem is not null)
                return Unfit(route.Problem);

            var way = path with { Mark = route.Mark, Ports = route.Ports };
            if (!_selfTest.Passes(whole, way, routes.SelfTest))
                return MarksLost(target);
            var probe = await CheckRunner.RunAsync(check.At(null, way), time, stopping).ConfigureAwait(false);
            if (probe.Result.Status == CheckStatus.NotTried)
                return probe;
            if (!_selfTest.Passes(whole, way, routes.SelfTest) || (!probe.Result.IsUp && IsDropped(whole, way, way.Ports!.First)))
                return probe with { Result = MarksLost(target).Result };
            if (!IsInTable(ServiceId.Mark(route.Mark, target.AddressFamily), server))
            {
                var changed = Unfit($"the firewall-mark service {route.Mark} was deleted or changed by another hand");
                return probe with { Result = changed.Result };
            }

            if (!probe.Result.IsUp && SettingsProblem(whole) is { } problem)
                _problems[whole] = problem;
            else if (!_problems.TryRemove(whole, out problem) || probe.Result.IsUp)
                return probe;
            // Also the first failure after the problem was mended, since the check may have begun before.
            return probe with { Result = Unfit(problem).Result };
        }
        catch (IoFailureException e)
        {
            return new ProbeResult(CheckResult.Of(e), TimeSpan.Zero);
        }
    }

    private static ProbeResult Unfit(string reason) => new(new CheckResult(StatusCode.LocalUnfit, reason), TimeSpan.Zero);

    private static ProbeResult MarksLost(IPEndPoint target) => Unfit(
        $"the marks of checks do not reach IPVS for {target.Address}: does a rule of this machine's firewall set another one, or drop the "
        + "packets (iptables -t mangle -S OUTPUT)?");

    private static bool IsDropped(Check whole, SocketPath way, int sourcePort) =>
        OutputDrop.Of(whole.Target, way, sourcePort, whole.UsesUdp);

    private bool IsInTable(ServiceId service, IPAddress server)
    {
        try
        {
            return table.Read([service]) is [{ Destinations: [var only] }] && only.Destination.EndPoint.Address.Equals(server);
        }
        catch (IpvsException e)
        {
            throw new IoFailureException(IoFailure.Unfit, e.Message);
        }
    }

    /// <summary>The setting that makes this machine drop the server's answers; null if no known setting does.</summary>
    private string? SettingsProblem(Check whole)
    {
        var target = whole.Target.Address;
        return target.AddressFamily == AddressFamily.InterNetwork
            && (whole.Path?.Device ?? RouteDevice.To(whole.Via!.Server.EndPoint.Address)) is { } device
            ? ViaFitness.Problem(device, target, RouteSource.To(target).Equals(target), sysctl)
            : null;
    }
}
