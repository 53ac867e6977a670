namespace Ldirectord.Health;

/// <summary>All that decides whether a real server belongs in the table: what its checks found, and what the operator wants.</summary>
internal readonly record struct ServerView(ServerHealth Health, AdminState Admin = AdminState.Ready)
{
    /// <summary>The state that the table follows; null in maintenance, when health does not matter.</summary>
    public ServerState? State => Admin == AdminState.Ready ? Health.State : null;

    /// <summary>It serves.</summary>
    public bool IsUp => State == ServerState.Up;

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
        (AdminState.Maintenance, AdminState.Ready) => new ServerView(new ServerHealth(ServerState.Unknown)),
        _ => this with { Admin = admin },
    };
}
