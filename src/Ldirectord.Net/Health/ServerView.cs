using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>All that decides whether a real server belongs in the table: what its checks found, and what the operator wants.</summary>
internal readonly record struct ServerView(ServerHealth Health, AdminState Admin = AdminState.Ready)
{
    /// <summary>What its agent said; nothing if it has none.</summary>
    public AgentView Agent { get; init; }

    /// <summary>The weight that its check gave with the last pass; null if none.</summary>
    public WeightAnswer? CheckWeight { get; init; }

    /// <summary>How far its slow start is; null if its weight is whole.</summary>
    public Ramp? Ramp { get; init; }

    /// <summary>
    /// A weight that the table has and that stays, because a start found it or an operator gave it; null if the rules say the weight.
    /// </summary>
    public int? HeldWeight { get; init; }

    /// <summary>The state that the table follows; null in maintenance, when health does not matter.</summary>
    public ServerState? State => Admin != AdminState.Ready || Agent.Wish == AgentWish.Maintenance ? null
        : Agent.Wish == AgentWish.Down ? ServerState.Down
        : Health.State;

    /// <summary>It is healthy, but an agent or a check wants no new clients for it.</summary>
    public bool IsDrained => State == ServerState.Up && (Agent.Wish == AgentWish.Drain || IsNone(Agent.Weight) || IsNone(CheckWeight));

    /// <summary>It serves.</summary>
    public bool IsUp => State == ServerState.Up && !IsDrained;

    /// <summary>Failed checks that count; 0 in maintenance.</summary>
    public int Failures => Admin == AdminState.Ready ? Health.Failures : 0;

    /// <summary>A server of which the operator wants nothing special.</summary>
    public static implicit operator ServerView(ServerHealth health) => new(health);

    /// <summary>
    /// Maintenance begins at once. When it ends, what was known of the server counts no more, since it was probably changed meanwhile: it
    /// is out until its next passed check.
    /// </summary>
    public ServerView With(AdminState admin) => (Admin, admin) switch
    {
        (AdminState.Maintenance, AdminState.Ready) => this with { Admin = admin, Health = new ServerHealth(ServerState.Unknown) },
        _ => this with { Admin = admin },
    };

    private static bool IsNone(WeightAnswer? weight) => weight is { IsPercent: false, Value: 0 };
}
