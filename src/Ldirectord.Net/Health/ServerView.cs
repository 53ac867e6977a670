using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>All that decides whether a real server belongs in the table: what its checks found, and what the operator wants.</summary>
internal readonly record struct ServerView(ServerHealth Health, AdminState Admin = AdminState.Ready)
{
    /// <summary>The files in maintenancedir that are about it.</summary>
    public AdminOrder Order { get; init; }

    /// <summary>An operator has given it a weight in this run: a return to the file's weight is his doing, too.</summary>
    public bool IsSteered { get; init; }

    /// <summary>What its agent said; nothing if it has none.</summary>
    public AgentView Agent { get; init; }

    /// <summary>The weight that its check gave with the last pass; null if none.</summary>
    public WeightAnswer? CheckWeight { get; init; }

    /// <summary>
    /// It is new, and its agentfile has not been looked at: until then it is not up, whatever its checks say, since the file may say down.
    /// </summary>
    public bool AwaitsAgent { get; init; }

    /// <summary>How often its check's program did not know how it is.</summary>
    public UnknownResults Unknown { get; init; }

    /// <summary>How far its slow start is; null if its weight is whole.</summary>
    public Ramp? Ramp { get; init; }

    /// <summary>
    /// A weight that the table has and that stays, because a start found it or an operator gave it; null if the rules say the weight.
    /// </summary>
    public int? HeldWeight { get; init; }

    /// <summary>
    /// keepservers: it served when the service was last judged, because it was up, or kept. Without keepservers always false.
    /// </summary>
    public bool HasServed { get; init; }

    /// <summary>By a file in maintenancedir, which may drain it, or by the word of its agent.</summary>
    public bool IsInMaintenance => Admin != AdminState.Ready || Agent.Wish == AgentWish.Maintenance;

    /// <summary>The state that the table follows; null in maintenance, when health does not matter.</summary>
    public ServerState? State => IsInMaintenance ? null
        : Agent.Wish == AgentWish.Down ? ServerState.Down
        : AwaitsAgent && Health.IsUp ? ServerState.Unknown
        : Health.State;

    /// <summary>An operator drains it, and it fails its checks: what is left of its clients is lost.</summary>
    public bool FailsWhileDraining => Admin == AdminState.Drain && Health.State == ServerState.Down;

    /// <summary>Its operator, or if he gave no weight its agent or its check, wants no new clients for it.</summary>
    public bool WantsNoClients => Agent.Wish == AgentWish.Drain || (Order.Weight is { } given
        ? given.Value == 0 : IsNone(Agent.Weight) || IsNone(CheckWeight));

    /// <summary>It is healthy, and wants no new clients.</summary>
    public bool IsDrained => State == ServerState.Up && WantsNoClients;

    /// <summary>It serves.</summary>
    public bool IsUp => State == ServerState.Up && !IsDrained;

    /// <summary>
    /// keepservers: it fails its checks, and stays in the table with its weight nevertheless. What its agent or its operator wants of it
    /// still counts.
    /// </summary>
    public bool IsKept => HasServed && State == ServerState.Down && Agent.Wish != AgentWish.Down && !WantsNoClients;

    /// <summary>Failed checks that count; 0 in maintenance.</summary>
    public int Failures => IsInMaintenance ? 0 : Health.Failures;

    /// <summary>How long ago an operator asked for its drain, from 0; null if none did.</summary>
    public TimeSpan? AskedToDrainFor(DateTimeOffset now) => Admin != AdminState.Drain ? null
        : Order.Note?.Since is { } since && since < now ? now - since : TimeSpan.Zero;

    /// <summary>A server of which the operator wants nothing special.</summary>
    public static implicit operator ServerView(ServerHealth health) => new(health);

    /// <summary>
    /// Maintenance, or a drain, begins at once. When it ends, what was known of the server counts no more, since it was probably changed
    /// meanwhile: it is out, or keeps the weight 0 that it has, until its next passed check.
    /// </summary>
    public ServerView With(AdminOrder order)
    {
        var ends = Admin != AdminState.Ready && order.Mode == AdminState.Ready;
        return this with
        {
            Admin = order.Mode,
            Order = order,
            IsSteered = IsSteered || order.Weight is not null,
            Health = ends ? new ServerHealth(ServerState.Unknown) : Health,
        };
    }

    private static bool IsNone(WeightAnswer? weight) => weight is { IsPercent: false, Value: 0 };
}
