namespace Ldirectord.Director;

/// <summary>Readings of the file since the daemon started, the first included, which was accepted.</summary>
/// <param name="LastAccepted">When a reading was last accepted.</param>
/// <param name="IsLastAccepted">The file that was read last is active.</param>
internal readonly record struct ReloadStatistics(long Accepted, long Refused, DateTimeOffset LastAccepted, bool IsLastAccepted)
{
    public static ReloadStatistics OfStart(DateTimeOffset now) => new(1, 0, now, true);

    public ReloadStatistics With(bool accepted, DateTimeOffset now) => accepted
        ? this with { Accepted = Accepted + 1, LastAccepted = now, IsLastAccepted = true }
        : this with { Refused = Refused + 1, IsLastAccepted = false };
}
