using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>
/// slowstart: a server that returns gets its weight in equal steps, so that a scheduler that sees it idle does not send it every client.
/// A step lasts a twentieth of slowstart, and a second at least.
/// <para>Example: weight 100, slowstart = 20: 1 at once, then 5, 10, … 100, one step each second.</para>
/// </summary>
internal static class SlowStartRules
{
    /// <summary>Most steps; each of them begins the round of wrr anew.</summary>
    public const int MaxSteps = 20;

    /// <summary>Whether servers of this service start slowly.</summary>
    public static bool Applies(VirtualService service) =>
        service.SlowStart > TimeSpan.Zero && SchedulerRules.TakesWeights(service.Service.Scheduler);

    public static int Steps(TimeSpan slowStart) => (int)Math.Clamp(slowStart.TotalSeconds, 1, MaxSteps);

    public static TimeSpan StepTime(TimeSpan slowStart) => slowStart / Steps(slowStart);

    /// <summary>The share of <paramref name="weight"/> that is due, rounded up, from 1.</summary>
    /// <param name="weight">From 1.</param>
    public static int Weight(int weight, Ramp ramp) =>
        (int)Math.Max(1, (((long)weight * ramp.Step) + ramp.Steps - 1) / ramp.Steps);

    /// <summary>
    /// The view after a change, with its slow start: it begins when the server becomes up, and ends when it no longer serves. A weight that
    /// was held ends with it.
    /// </summary>
    /// <param name="begins">Another server of the service serves with its whole weight, and the daemon is not starting.</param>
    public static ServerView Next(ServerView before, ServerView after, VirtualService service, bool begins)
    {
        if (!after.IsUp)
            return after with { Ramp = null, HeldWeight = null };
        // The end of draining is no start, nor is the end of being kept: the server was in use all the time.
        if (before.State == ServerState.Up || before.IsKept)
            return after;
        return after with { HeldWeight = null, Ramp = begins && Applies(service) ? new Ramp(0, Steps(service.SlowStart)) : null };
    }

    /// <summary>Whether beginners may start slowly beside this server: it carries the load meanwhile.</summary>
    public static bool CarriesLoad(RealServer server, ServerView view) => server.HasWeight && view is { IsUp: true, Ramp: null };

    /// <summary>One step later; null at the end.</summary>
    public static Ramp? Advance(Ramp ramp) => ramp.Step + 1 < ramp.Steps ? ramp with { Step = ramp.Step + 1 } : null;

    /// <summary>The slow start with the same share in a configuration with another slowstart; null if there it has none.</summary>
    public static Ramp? Rescale(Ramp? ramp, VirtualService service)
    {
        if (ramp is not { } known || !Applies(service))
            return null;
        var steps = Steps(service.SlowStart);
        return new Ramp(known.Step * steps / known.Steps, steps);
    }

    /// <summary>The slow start that a server was in when the table got the weight that is there.</summary>
    /// <param name="configured">Its weight in the file, from 1.</param>
    /// <param name="found">Its weight in the table.</param>
    /// <returns>Null if the next step is the whole weight.</returns>
    public static Ramp? Resume(int configured, int found, TimeSpan slowStart)
    {
        var steps = Steps(slowStart);
        var step = (int)((long)found * steps / configured);
        return step < steps ? new Ramp(step, steps) : null;
    }
}
