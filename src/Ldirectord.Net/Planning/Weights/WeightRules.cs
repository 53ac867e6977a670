using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// Which weight a server that serves has: the operator's (a file in maintenancedir), or without one the configuration's, times the check's,
/// times the agent's; and of that the slow start's share. It is 0 only by
/// 0 %, and then only while another server of the service has a weight.
/// <para>Example: weight 200, its agent says 50 %, and it is half through its slow start: 50.</para>
/// </summary>
internal static class WeightRules
{
    /// <summary>Changes of less than a twentieth of the configured weight are not written.</summary>
    private const int Noise = 20;

    private const int All = 100;

    /// <param name="view">Of a server that is up, or kept.</param>
    /// <param name="isSpared">Another server of the service has a weight, so this one may have 0.</param>
    public static int Of(VirtualService service, RealServer server, ServerView view, bool isSpared)
    {
        if (Held(view) is { } held)
            return held;
        var asked = Asked(service, server, view);
        if (asked == 0 && server.HasWeight)
            return isSpared && SchedulerRules.PassesOverWeightZero(service.Service) ? 0 : 1;
        return view.Ramp is { } ramp && asked > 0 ? SlowStartRules.Weight(asked, ramp) : asked;
    }

    /// <summary>Whether a server that serves has a weight by what was asked, so that others may have 0.</summary>
    public static bool AnyHasWeight(VirtualService service, ServiceView view)
    {
        var putsAllIn = QuorumRules.PutsAllIn(service, view);
        foreach (var server in service.RealServers)
        {
            var one = view.ServerOf(server);
            var serves = one.IsUp || (putsAllIn && one.State is not null && !one.WantsNoClients);
            if (serves && server.HasWeight && (Held(one) ?? Asked(service, server, one)) > 0)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the server's weight hangs on the weights of the others: it is asked to have 0. With lost = all it may be down.
    /// </summary>
    public static bool IsAskedForNone(VirtualService service, RealServer server, ServerView view) =>
        view.State is not null && server.HasWeight && Asked(service, server, view) == 0;

    /// <summary>Whether the weight may change while the server is up.</summary>
    public static bool IsMeasured(VirtualService service, RealServer server, ServerView view) =>
        view.IsSteered || server.Agent is not null || view.CheckWeight is not null || view.HeldWeight is not null
        || SlowStartRules.Applies(service);

    /// <summary>The weight that an answer asks for; schedulers that cannot use weights keep the configured one.</summary>
    /// <param name="configured">The file's, or the share of it that the check gave.</param>
    public static int Asked(int configured, WeightAnswer? answer) => answer switch
    {
        null => configured,
        { IsPercent: false } given => given.Value,
        { Value: 0 } => 0,
        _ when configured == 0 => 0,
        { } share => (int)Math.Max(1, (((long)configured * share.Value) + (All / 2)) / All),
    };

    /// <summary>
    /// The answer that counts from now on: <paramref name="after"/>, unless the weight would change by less than a twentieth. The round of
    /// wrr begins anew with each write, so noise must not be written.
    /// </summary>
    public static WeightAnswer? Steady(WeightAnswer? before, WeightAnswer? after, int configured)
    {
        var (old, next) = (Asked(configured, before), Asked(configured, after));
        if (old == 0 || next == 0)
            return after;
        return Math.Abs((long)next - old) * Noise >= configured ? after : before;
    }

    private static int? Held(ServerView view) => view.Order.Weight is null ? view.HeldWeight : null;

    private static int Asked(VirtualService service, RealServer server, ServerView view)
    {
        var configured = server.Destination.Weight;
        // An operator's word is the whole truth, and takes effect with every scheduler.
        if (configured > 0 && view.Order.Weight is { } given)
            return Asked(configured, given);
        if (configured == 0 || !SchedulerRules.TakesWeights(service.Service.Scheduler))
            return configured;
        return Asked(Asked(configured, view.CheckWeight), view.Agent.Weight);
    }
}
