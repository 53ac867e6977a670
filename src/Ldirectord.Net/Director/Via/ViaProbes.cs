using System.Collections.Concurrent;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Planning;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>
/// Runs checks, those through virtual addresses by their way. A result through a virtual address counts only if marks reach IPVS, which a
/// connection with the self-test's mark shows: it is refused at once, because that service has no destination. Everything else that this
/// machine does wrong is no result either.
/// </summary>
/// <param name="sysctl">Reads net.ipv4.conf.NAME.</param>
internal sealed class ViaProbes(TimeProvider time, Func<string, int?> sysctl)
{
    /// <summary>A refusal comes from this machine within a millisecond.</summary>
    private static readonly TimeSpan SelfTestTimeout = TimeSpan.FromSeconds(1);

    /// <summary>What was wrong with this machine at the last result of each check.</summary>
    private readonly ConcurrentDictionary<Check, string> _problems = [];

    private volatile ViaRoutes _routes = ViaRoutes.None;

    /// <summary>Probes use these ways from now on. Called on any thread.</summary>
    public void Use(ViaRoutes routes) => _routes = routes;

    /// <param name="whole">The check as configured.</param>
    /// <param name="check">The part of it whose turn it is.</param>
    public ValueTask<ProbeResult> RunAsync(Check whole, Check check, CancellationToken stopping) =>
        whole.Via is null ? CheckRunner.RunAsync(check, time, stopping) : RunViaAsync(whole, check, whole.Via, stopping);

    private async ValueTask<ProbeResult> RunViaAsync(Check whole, Check check, CheckVia via, CancellationToken stopping)
    {
        var routes = _routes;
        var (server, target) = (via.Server.EndPoint.Address, whole.Target);
        if (routes.IsDryRun)
            return await CheckRunner.RunAsync(check.At(via.RealTarget, whole.Path), time, stopping).ConfigureAwait(false);
        try
        {
            var toServer = RouteSource.To(server);
            if (toServer.Equals(server))
                return await CheckRunner.RunAsync(check.At(via.RealTarget, whole.Path), time, stopping).ConfigureAwait(false);
            var path = (whole.Path ?? new SocketPath()) with { Source = whole.Path?.Source ?? toServer };
            if (path.Source.Equals(target.Address))
                return Unfit($"this machine sends to {server} from the virtual address itself: checksource = another address of it");
            if (!routes.Routes.TryGetValue(whole, out var route))
                return Unfit("the check has no firewall mark yet");
            if (route.Problem is not null)
                return Unfit(route.Problem);

            var way = path with { Mark = route.Mark, Ports = route.Ports };
            var probe = await CheckRunner.RunAsync(check.At(null, way), time, stopping).ConfigureAwait(false);
            if (probe.Result.Status == CheckStatus.NotTried)
                return probe;
            var selfTest = path with { Mark = routes.SelfTest, EndsAtOnce = true };
            if (await ProblemAsync(whole, selfTest, probe.Result.IsUp, stopping).ConfigureAwait(false) is { } problem)
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

    /// <summary>What is wrong with this machine; null if nothing is, so that the result counts.</summary>
    private async ValueTask<string?> ProblemAsync(Check whole, SocketPath selfTest, bool hasPassed, CancellationToken stopping)
    {
        var target = whole.Target.Address;
        if (!await MarksReachAsync(new ConnectTarget(whole.Target, selfTest), whole.UsesUdp, stopping).ConfigureAwait(false))
        {
            return $"the marks of checks do not reach IPVS for {target}: does a rule of this machine's firewall set another one "
                + "(iptables -t mangle -S OUTPUT)?";
        }

        if (hasPassed || target.AddressFamily != AddressFamily.InterNetwork)
            return null;
        return (whole.Path?.Device ?? RouteDevice.To(whole.Via!.Server.EndPoint.Address)) is { } device
            ? ViaFitness.Problem(device, target, RouteSource.To(target).Equals(target), sysctl)
            : null;
    }

    private async ValueTask<bool> MarksReachAsync(ConnectTarget peer, bool udp, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(SelfTestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            if (!udp)
            {
                var (connection, failure) = await TcpConnection.TryConnectAsync(peer, either.Token).ConfigureAwait(false);
                connection?.Dispose();
                return failure?.Failure == IoFailure.ConnectRefused;
            }

            using var exchange = await UdpExchange.OpenAsync(peer, either.Token).ConfigureAwait(false);
            await exchange.AskAsync(ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            _ = await exchange.ReceiveAsync().ConfigureAwait(false);
            return false;
        }
        // A datagram that IPVS has no destination for is dropped at once (EPERM).
        catch (IoFailureException e) when (e.Failure is IoFailure.ConnectRefused || (udp && e.Failure == IoFailure.Connect))
        {
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
