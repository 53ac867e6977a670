namespace Ldirectord.Status;

/// <summary>
/// Which refusals are logged: the first of each user in a minute, so that who guesses tokens is seen and cannot fill the log. Of a crowd of
/// users those that came last are remembered.
/// </summary>
internal sealed class RefusalCount(TimeProvider time)
{
    public const int MaximumUsers = 100;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new(); // guards what follows
    private readonly Dictionary<uint, (long LoggedAt, int Untold)> _users = [];

    /// <summary>Counts a refusal.</summary>
    /// <param name="user">Of the process that is connected; null if it has none.</param>
    /// <param name="untold">Refusals of the user since the one that was logged last.</param>
    /// <returns>Whether it is to be logged.</returns>
    public bool Add(uint? user, out int untold)
    {
        var key = user ?? uint.MaxValue;
        lock (_gate)
        {
            var isKnown = _users.TryGetValue(key, out var known);
            untold = known.Untold;
            if (isKnown && time.GetElapsedTime(known.LoggedAt) < Interval)
            {
                _users[key] = known with { Untold = known.Untold + 1 };
                return false;
            }

            if (!isKnown && _users.Count >= MaximumUsers)
                _users.Remove(_users.MinBy(one => one.Value.LoggedAt).Key);
            _users[key] = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
