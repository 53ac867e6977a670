using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>
/// The content of a file in maintenancedir: the first line is the reason, "key: value" lines follow. An empty file is a maintenance.
/// </summary>
/// <param name="Reason">One printable line of at most <see cref="LongestReason"/> characters; empty if none is given.</param>
internal sealed record MaintenanceNote(string Reason = "")
{
    /// <summary>Bytes of the largest file.</summary>
    public const int Largest = 4096;

    public const int LongestReason = 200;

    public const int LongestWho = 64;

    /// <summary>A limit that never is over.</summary>
    public static readonly TimeSpan NoLimit = TimeSpan.MaxValue;

    /// <summary>An empty file.</summary>
    public static MaintenanceNote Empty { get; } = new();

    /// <summary>mode: <see cref="AdminState.Drain"/> or <see cref="AdminState.Maintenance"/>. Of no meaning in a weight file.</summary>
    public AdminState Mode { get; init; } = AdminState.Maintenance;

    /// <summary>hard: clients that return by persistence are moved to another server.</summary>
    public bool IsHard { get; init; }

    /// <summary>who wrote it; null if unknown.</summary>
    public string? Who { get; init; }

    /// <summary>since; null if not given: then the file's time of modification counts.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>until: after that the file counts no more, and is removed. Null: for good.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>limit: the longest drain; <see cref="NoLimit"/> for "none". Null: drainlimit decides.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>weight; only in a weight file, where a file without it changes nothing.</summary>
    public WeightAnswer? Weight { get; init; }

    public bool IsOver(DateTimeOffset now) => Until <= now;
}
