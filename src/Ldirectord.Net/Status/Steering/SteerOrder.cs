using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>A request that steers, with its values understood.</summary>
/// <param name="Server">Null for all servers.</param>
internal sealed record SteerOrder(SteerAction Action, ServerName? Server)
{
    /// <summary>"tcp:10.0.0.1:80", "10.0.0.1:80" or "fwm:1"; null for all services.</summary>
    public string? Virtual { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset? Until { get; init; }

    public TimeSpan? Limit { get; init; }

    public bool IsHard { get; init; }

    public bool IsForced { get; init; }

    /// <summary>Null for auto: the file's weight.</summary>
    public WeightAnswer? Weight { get; init; }

    /// <summary>It removes files, and writes none.</summary>
    public bool Removes => Action is SteerAction.Enable or SteerAction.Announce || (Action == SteerAction.Weight && Weight is null);

    /// <summary>It is about an address that announce names, and no real server.</summary>
    public bool IsOfAddress => Action is SteerAction.Withdraw or SteerAction.Announce;

    /// <summary>It gives or takes a weight, and no maintenance.</summary>
    public bool IsWeight => Action == SteerAction.Weight;

    /// <summary>The servers get no new clients by it.</summary>
    public bool TakesOut => Action is SteerAction.Drain or SteerAction.Maintenance || (IsWeight && Weight is { Value: 0 });

    /// <returns>Null if a value is not understood; <paramref name="mistake"/> says which, and what was expected.</returns>
    public static SteerOrder? Of(SteerAction action, SteerRequest request, DateTimeOffset now, out string mistake)
    {
        var order = new SteerOrder(action, request.Server is { } server ? ServerName.Parse(server) : null)
        {
            Virtual = request.Virtual,
            Reason = (request.Reason ?? "").Trim(),
            Until = request.Until is { } until ? UntilOf(until, now) : null,
            Limit = request.Limit is { } limit ? NoteText.ParseLimit(limit) : null,
            IsHard = request.Hard,
            IsForced = request.Force,
            Weight = request.Weight is { } weight ? NoteText.ParseWeight(weight) : null,
        };
        mistake = order.Mistake(request, now);
        return mistake.Length == 0 ? order : null;
    }

    /// <summary>The content of the file that the order writes.</summary>
    public MaintenanceNote Note(string who, DateTimeOffset now) => new(Reason)
    {
        Mode = Action == SteerAction.Drain ? AdminState.Drain : AdminState.Maintenance,
        IsHard = IsHard,
        Who = who,
        Since = now,
        Until = Until,
        Limit = Limit,
        Weight = Weight,
    };

    private string Mistake(SteerRequest request, DateTimeOffset now) => this switch
    {
        { IsOfAddress: true, Server: not { Address: not null, Port: null } } when request.Server is { } address =>
            $"invalid address \"{Shown(address)}\": expected one that announce names, as 192.0.2.10",
        { IsOfAddress: true } when request.Virtual is not null => "virtual belongs to orders of real servers",
        { Server: null } when request.Server is { } server => $"invalid server \"{Shown(server)}\": expected {ServerName.Expected}",
        { Server: null, Action: not SteerAction.Recheck, IsOfAddress: false } => $"no server: expected {ServerName.Expected}",
        { Until: null } when request.Until is { } until =>
            $"invalid until \"{Shown(until)}\": expected {Duration.Expected}, or a time such as 2026-12-01T08:00Z",
        { Until: { } until } when until <= now => $"until {NoteText.Time(until)} is over: expected a time to come",
        { Limit: null } when request.Limit is { } limit => $"invalid limit \"{Shown(limit)}\": expected {Duration.Expected}, or none",
        { IsWeight: true, Weight: null } when request.Weight != "auto" =>
            $"invalid weight \"{Shown(request.Weight ?? "")}\": expected a weight such as 5, a share such as 50%, or auto",
        { Reason.Length: > MaintenanceNote.LongestReason } =>
            $"the reason is too long: expected at most {MaintenanceNote.LongestReason} characters",
        _ when Foreign(request) is { } foreign => foreign,
        _ => "",
    };

    /// <returns>The first value that the action has no use for.</returns>
    private string? Foreign(SteerRequest request)
    {
        var writes = !Removes && Action != SteerAction.Recheck;
        return request.Hard && Action != SteerAction.Drain ? "hard belongs to drain"
            : request.Limit is not null && Action is not (SteerAction.Drain or SteerAction.Maintenance)
                ? "limit belongs to drain and maintenance"
            : request.Weight is not null && !IsWeight ? "weight belongs to weight"
            : !writes && (request.Until is not null || Reason.Length > 0)
                ? "until and reason belong to drain, maintenance, weight and withdraw"
            : request.Force && IsOfAddress ? "force belongs to orders of real servers"
            : null;
    }

    private static DateTimeOffset? UntilOf(string text, DateTimeOffset now) =>
        Duration.Parse(text) is { } length ? now + length : NoteText.ParseTime(text);

    private static string Shown(string text) => Printable.Of(text, 80);
}
