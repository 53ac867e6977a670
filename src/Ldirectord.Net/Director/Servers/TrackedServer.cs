using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Planning;

namespace Ldirectord.Director;

/// <summary>One real server in one virtual service, with what is known of it.</summary>
internal sealed class TrackedServer(VirtualService service, RealServer server, ServerView view, DateTimeOffset since)
{
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
        View = transition.After;
        IsReturning = View.Health.State == ServerState.Unknown && (IsReturning || transition.EndsMaintenance);
        if (transition.Result is not { } result)
            return;
        LastResult = WithKnownText(result);
        CertificateExpires = result.Result.CertificateExpires ?? CertificateExpires;
    }

    /// <summary>
    /// The result, with the text of the last one if both say the same: one object that stays, instead of one for each interval.
    /// </summary>
    private ProbeResult WithKnownText(ProbeResult next) =>
        LastResult is { Result.Detail: var known } && known == next.Result.Detail
        ? next with { Result = next.Result with { Detail = known } } : next;

    /// <summary>One step of its slow start; false if it is in none.</summary>
    public bool Advance()
    {
        if (View.Ramp is not { } ramp)
            return false;
        View = View with { Ramp = SlowStartRules.Advance(ramp), HeldWeight = null };
        return true;
    }

    /// <summary>
    /// An operator gave a server in slow start another weight: the slow start ends, and the operator's weight stays until the next change
    /// of state, or reload.
    /// </summary>
    /// <param name="found">The weight in the table; null if the server is not there: then no weight of an operator's is left.</param>
    public void YieldTo(int? found)
    {
        if (found is null)
            View = View with { HeldWeight = null };
        else if (View.Ramp is not null && WrittenWeight is { } written && written != found)
            View = View with { Ramp = null, HeldWeight = found };
    }

    /// <summary>A reload: the operator's weight no longer counts. A weight that waits for the agent's first answer does.</summary>
    public void ReleaseWeight()
    {
        if (View.HeldWeight is not null && (Server.Agent is null || AgentRules.IsKnown(View.Agent, Service.FailureCount)))
            View = View with { HeldWeight = null };
    }

    /// <summary>What another service knows of the same agent.</summary>
    public void Learn(AgentView agent) => View = View with { Agent = agent };

    /// <summary>
    /// The same server in a new configuration. It keeps its health; failures and passes that another check found do not count towards this
    /// one's.
    /// </summary>
    public TrackedServer CarryInto(VirtualService newService, RealServer newServer)
    {
        var view = View with { Ramp = SlowStartRules.Rescale(View.Ramp, newService) };
        // What one agent said is nothing that another said.
        if (newServer.Agent?.Target is not { } agent || !agent.Equals(Server.Agent?.Target))
            view = view with { Agent = default };
        if (!Equals(newServer.Check, Server.Check))
        {
            var withoutCounts = view with { Health = view.Health with { Failures = 0, Passes = 0 }, CheckWeight = null };
            return new TrackedServer(newService, newServer, withoutCounts, Since)
            {
                IsReturning = IsReturning,
                CertificateWarned = CertificateWarned,
                WrittenWeight = WrittenWeight,
            };
        }

        return new TrackedServer(newService, newServer, view, Since)
        {
            IsReturning = IsReturning,
            WrittenWeight = WrittenWeight,
            LastResult = LastResult,
            CertificateExpires = CertificateExpires,
            CertificateWarned = CertificateWarned,
        };
    }
}
