using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Health;

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

    /// <summary>
    /// The same server in a new configuration. It keeps its health; failures and passes that another check found do not count towards this
    /// one's.
    /// </summary>
    public TrackedServer CarryInto(VirtualService newService, RealServer newServer)
    {
        if (!Equals(newServer.Check, Server.Check))
        {
            var withoutCounts = View with { Health = View.Health with { Failures = 0, Passes = 0 } };
            return new TrackedServer(newService, newServer, withoutCounts, Since)
            {
                IsReturning = IsReturning,
                CertificateWarned = CertificateWarned,
            };
        }

        return new TrackedServer(newService, newServer, View, Since)
        {
            IsReturning = IsReturning,
            LastResult = LastResult,
            CertificateExpires = CertificateExpires,
            CertificateWarned = CertificateWarned,
        };
    }
}
