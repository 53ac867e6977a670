using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>
/// Lets weights that change while servers serve be written together: at most once per virtual service in each step of its slow start, or
/// in each agentinterval. The round of wrr begins anew with each write.
/// </summary>
/// <param name="due">Called on a thread of the clock, when it is time for <see cref="OnDue"/>.</param>
internal sealed class WeightKeeper(DirectorState state, TableKeeper table, Action due, TimeProvider time) : IDisposable
{
    /// <summary>Steps of several services that are due within this time are taken together.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<ServiceId, WeightClock> _clocks = [];
    private readonly ITimer _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    /// <summary>The transition with the slow start that it begins or ends.</summary>
    public ServerTransition WithRamp(in ServerTransition transition)
    {
        var server = transition.Server;
        var begins = transition is { Before.IsUp: false, After.IsUp: true } && state.Phase != DaemonPhases.Starting
            && SlowStartRules.Applies(server.Service) && state.Servers.Of(server.Service).CarriesLoad;
        return transition with { After = SlowStartRules.Next(transition.Before, transition.After, server.Service, begins) };
    }

    /// <summary>What follows of a transition that the server has remembered.</summary>
    public void OnTransition(in ServerTransition transition)
    {
        var server = transition.Server;
        if (transition.ChangesState)
        {
            MarkThoseAtNone(server);
            Resume(server);
        }
        else if (transition.ChangesGivenWeight)
        {
            // An operator does not wait for the next step.
            table.Mark(server);
            MarkThoseAtNone(server);
        }
        else if (transition.ChangesWeight)
        {
            Request(server);
        }
    }

    /// <summary>The server's slow start goes on, if it is in one.</summary>
    public void Resume(TrackedServer server)
    {
        if (server.View.Ramp is null)
            return;
        var clock = ClockOf(server.Service);
        if (clock.Due is not null)
            return;
        clock.Due = Now + Step(state.Servers.Of(server.Service));
        Arm();
    }

    public void OnDue()
    {
        var now = Now;
        foreach (var (id, clock) in _clocks.ToList())
        {
            if (!state.Services.TryGetValue(id, out var service))
                _clocks.Remove(id);
            else if (clock.Due is { } at && at <= now + Together)
                Take(state.Servers.Of(service), clock, at, now);
        }

        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private static TimeSpan Step(TrackedService service) => service.Servers.Any(server => server.View.Ramp is not null)
        ? SlowStartRules.StepTime(service.Service.SlowStart)
        : service.Service.AgentInterval;

    private void Take(TrackedService service, WeightClock clock, TimeSpan at, TimeSpan now)
    {
        TrackedServer? changed = null;
        foreach (var server in service.Servers)
        {
            if (!(clock.Waiting.Remove(server.Key.EndPoint) | server.Advance()))
                continue;
            table.Mark(server);
            changed = server;
        }

        if (changed is not null)
            MarkThoseAtNone(changed);
        clock.Waiting.Clear();
        clock.WrittenAt = now;
        var next = at + Step(service);
        clock.Due = service.Servers.All(server => server.View.Ramp is null) ? null : next > now ? next : now + Step(service);
    }

    private void Request(TrackedServer server)
    {
        var clock = ClockOf(server.Service);
        var step = Step(state.Servers.Of(server.Service));
        if (clock.Due is null && (clock.WrittenAt is not { } last || Now - last + Together >= step))
        {
            clock.WrittenAt = Now;
            table.Mark(server);
            MarkThoseAtNone(server);
            return;
        }

        clock.Waiting.Add(server.Key.EndPoint);
        clock.Due ??= clock.WrittenAt!.Value + step;
        Arm();
    }

    /// <summary>Servers that are asked to have no weight have 1 while no other has one: any change may concern them.</summary>
    private void MarkThoseAtNone(TrackedServer changed)
    {
        if (changed.Server.Agent is null && !changed.Server.Check.MayGiveWeight && !changed.View.IsSteered)
            return;
        foreach (var server in state.Servers.Of(changed.Service).Servers)
        {
            if (WeightRules.IsAskedForNone(server.Service, server.Server, server.View))
                table.Mark(server);
        }
    }

    private WeightClock ClockOf(VirtualService service)
    {
        if (!_clocks.TryGetValue(service.Id, out var clock))
            _clocks.Add(service.Id, clock = new WeightClock());
        return clock;
    }

    private void Arm()
    {
        var next = TimeSpan.MaxValue;
        foreach (var clock in _clocks.Values)
            next = clock.Due is { } at && at < next ? at : next;
        if (next == TimeSpan.MaxValue)
            return;
        var delay = next - Now;
        _timer.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
