using System.Collections.Immutable;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>One real server in one virtual service, with what is known of it.</summary>
internal sealed class TrackedServer(VirtualService service, RealServer server, ServerView view, DateTimeOffset since)
{
    /// <summary>Number of events that a server remembers.</summary>
    public const int TimelineLength = 20;

    public VirtualService Service { get; } = service;

    public RealServer Server { get; } = server;

    /// <summary>As written in the configuration.</summary>
    public string Name { get; } = server.EndPoint.ToString();

    /// <summary>The virtual service as log lines name it: "tcp:10.0.0.1:80".</summary>
    public string ServiceName { get; } = service.CheckId;

    public ServerKey Key { get; } = new(service.Id, server.Destination.EndPoint);

    public ProbeKey Probe { get; } = new(server.Check, service.CheckInterval)
    {
        RetryInterval = service.Pace.RetryInterval ?? service.CheckInterval,
        DownInterval = service.Pace.DownInterval ?? service.CheckInterval,
    };

    /// <summary>The questions to its agent; null if it has none.</summary>
    public ProbeKey? AgentProbe { get; } =
        server.Agent is { } agent && !service.IsOff ? new ProbeKey(agent, service.AgentInterval) : null;

    /// <summary>The weight that the director last wrote, or found at the start; null if it neither wrote nor found one.</summary>
    public int? WrittenWeight { get; set; } = view.HeldWeight;

    /// <summary>Its health, and what the operator wants.</summary>
    public ServerView View { get; private set; } = view;

    /// <summary>Its maintenance ended, and no check has decided since whether it is up or down.</summary>
    public bool IsReturning { get; private set; }

    /// <summary>The pause that its probe should make before the next check.</summary>
    public ProbePause Pause => ProbePause.Of(View, Probe.Interval, Probe.RetryInterval, Probe.DownInterval);

    /// <summary>When the state that the table follows last changed.</summary>
    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>Null before the first result of this run.</summary>
    public ProbeResult? LastResult { get; private set; }

    /// <summary>When the last check ended; null before the first of this run.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>How often it became up, and down, by its checks or its agent.</summary>
    public (long Up, long Down) Transitions { get; private set; }

    /// <summary>How its last checks ended.</summary>
    public CheckStrip Strip { get; private set; }

    /// <summary>The check that failed last; null if none has in this run.</summary>
    public CheckFailure? LastFailure { get; private set; }

    /// <summary>Its last events, oldest first: <see cref="TimelineLength"/> at most.</summary>
    public ImmutableArray<DirectorEvent> Timeline { get; private set; } = [];

    /// <summary>How long it was up and down, until its last check.</summary>
    public UptimeCount Uptime { get; private set; } = new(default, default, since);

    /// <summary>Expiry (UTC) of the certificate that was last seen; not every result brings one.</summary>
    public DateTime? CertificateExpires { get; private set; }

    /// <summary>
    /// The expiry that was last warned of, and the day (UTC) of that warning; null if the certificate does not expire soon.
    /// </summary>
    public (DateTime Expires, DateTime Day)? CertificateWarned { get; set; }

    /// <summary>What <see cref="ConnectionWatches"/> does for it; null if it is not watched.</summary>
    public WatchState? Watch { get; set; }

    public void Apply(in ServerTransition transition)
    {
        if (transition.ChangesState)
            Since = transition.At;
        if (transition.Before.State != transition.After.State)
            Count(transition.After.State);
        Uptime = Uptime.Until(transition.At, transition.Before.State);
        View = transition.After;
        IsReturning = View.Health.State == ServerState.Unknown && (IsReturning || transition.EndsMaintenance);
        if (transition.Result is not { } result)
            return;
        LastResult = WithKnownText(result) with { Exchange = null };
        Strip = Strip.With(result.Result.Status);
        CheckedAt = transition.At;
        if (result.Result.Status is not (CheckStatus.Passed or CheckStatus.NotTried))
            LastFailure = Failure(result, LastResult.Value.Result.Detail, transition.At);
        CertificateExpires = result.Result.CertificateExpires ?? CertificateExpires;
    }

    /// <summary>A server that stays down fails alike each time: what it says is kept once.</summary>
    private CheckFailure Failure(ProbeResult probe, string reason, DateTimeOffset at) => new(
        at, probe.Result.Code, reason, LastFailure?.Exchange is { } known && known == probe.Exchange ? known : probe.Exchange);

    private void Count(ServerState? state) => Transitions = state switch
    {
        ServerState.Up => (Transitions.Up + 1, Transitions.Down),
        ServerState.Down => (Transitions.Up, Transitions.Down + 1),
        _ => Transitions,
    };

    /// <summary>
    /// The result, with the text of the last one if both say the same: one object that stays, instead of one for each interval.
    /// </summary>
    private ProbeResult WithKnownText(ProbeResult next) =>
        LastResult is { Result.Detail: var known } && known == next.Result.Detail
        ? next with { Result = next.Result with { Detail = known } } : next;

    /// <summary>Adds an event to its timeline.</summary>
    public void Note(DirectorEvent one) =>
        Timeline = [.. Timeline.AsSpan(Timeline.Length < TimelineLength ? 0 : 1, Math.Min(Timeline.Length, TimelineLength - 1)), one];

    /// <summary>One step of its slow start; false if it is in none.</summary>
    public bool Advance()
    {
        if (View.Ramp is not { } ramp)
            return false;
        View = View with { Ramp = SlowStartRules.Advance(ramp), HeldWeight = null };
        return true;
    }

    /// <summary>
    /// An operator gave a server in slow start another weight, or one whose weight stays already: the slow start ends, and the operator's
    /// weight stays until the next change of state, or reload.
    /// </summary>
    /// <param name="found">The weight in the table; null if the server is not there: then no weight of an operator's is left.</param>
    public void YieldTo(int? found)
    {
        if (found is null)
            View = View with { HeldWeight = null };
        else if (WrittenWeight is { } written && written != found && (View.Ramp is not null || View.HeldWeight is not null))
            (View, WrittenWeight) = (View with { Ramp = null, HeldWeight = found }, found);
    }

    /// <summary>A reload: the operator's weight no longer counts. A weight that waits for the agent's first answer does.</summary>
    public void ReleaseWeight()
    {
        if (View.HeldWeight is not null && (Server.Agent is null || AgentRules.IsKnown(View.Agent, Service.FailureCount)))
            View = View with { HeldWeight = null };
    }

    /// <summary>keepservers: what the judgement of the service found of it.</summary>
    public void Judge(bool hasServed)
    {
        if (View.HasServed != hasServed)
            View = View with { HasServed = hasServed };
    }

    /// <summary>What another service knows of the same agent.</summary>
    public void Learn(AgentView agent) => View = View with { Agent = agent, AwaitsAgent = false };

    /// <summary>
    /// The same server in a new configuration. It keeps its health; failures and passes that another check found do not count towards this
    /// one's.
    /// </summary>
    public TrackedServer CarryInto(VirtualService newService, RealServer newServer)
    {
        var view = View with
        {
            Ramp = SlowStartRules.Rescale(View.Ramp, newService),
            HasServed = View.HasServed && newService.Quorum.KeepPercent > 0,
            AwaitsAgent = View.AwaitsAgent && newServer.Agent is AgentFileCheck,
        };
        // What one agent said is nothing that another said.
        if (newServer.Agent?.Source is not { } agent || !agent.Equals(Server.Agent?.Source))
            view = view with { Agent = default, HeldWeight = newServer.Agent is null ? null : view.HeldWeight };
        // A weight that waits for the agent is a share of the file's weight.
        if (view.HeldWeight > newServer.Destination.Weight)
            view = view with { HeldWeight = null };
        if (!Equals(newServer.Check, Server.Check))
        {
            var withoutCounts = view with
            {
                Health = view.Health with { Failures = 0, Passes = 0 },
                CheckWeight = null,
                Unknown = view.Unknown with { Count = 0 },
            };
            return new TrackedServer(newService, newServer, withoutCounts, Since)
            {
                IsReturning = IsReturning,
                Transitions = Transitions,
                Strip = Strip,
                Timeline = Timeline,
                LastFailure = LastFailure,
                Uptime = Uptime,
                CertificateWarned = CertificateWarned,
                WrittenWeight = WrittenWeight,
            };
        }

        return new TrackedServer(newService, newServer, view, Since)
        {
            IsReturning = IsReturning,
            Transitions = Transitions,
            Strip = Strip,
            Timeline = Timeline,
            LastFailure = LastFailure,
            Uptime = Uptime,
            WrittenWeight = WrittenWeight,
            CheckedAt = CheckedAt,
            LastResult = LastResult,
            CertificateExpires = CertificateExpires,
            CertificateWarned = CertificateWarned,
        };
    }
}
