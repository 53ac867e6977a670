namespace Ldirectord.Health;

/// <summary>
/// watch = connection: when a connection that a healthy server closed is opened again. A close is needless if the check that follows it
/// passes; a failed check forgets all of them, since the close told the truth. The rules keep what a server that closes idle connections
/// costs to one extra check in five:
/// - it is opened again with the passed check, the first times without a wait;
/// - after three needless closes in a row the wait is checkinterval, after each three more twice as long, until the connection and the
///   wait together last five checkintervals;
/// - three in a row that were held for less than checkinterval: given up, because the checks are quicker anyway.
/// Example, checkinterval 10 s: a server that closes after 2 s costs three checks in all; one that closes after 20 s costs three checks in
/// a row, then one in 30 s, 40 s, and from then on one a minute.
/// </summary>
/// <param name="Closes">Needless closes in a row since the wait was last changed, 0..2.</param>
/// <param name="ShortCloses">Of connections held for less than checkinterval, in a row, 0..3.</param>
/// <param name="Wait">From a close until the connection may be opened again.</param>
internal readonly record struct WatchHistory(int Closes, int ShortCloses, TimeSpan Wait)
{
    /// <summary>So many needless closes in a row are the server's habit: one alone is a reload of the server.</summary>
    private const int Habit = 3;

    /// <summary>An extra check for each so many regular ones is cheap enough.</summary>
    private const int RegularChecks = 5;

    /// <summary>The connection is not opened again.</summary>
    public bool IsGivenUp => ShortCloses == Habit;

    /// <summary>The history after one more needless close.</summary>
    /// <param name="held">How long the connection was open.</param>
    public WatchHistory AfterNeedlessClose(TimeSpan held, TimeSpan checkInterval)
    {
        var shortCloses = held < checkInterval ? ShortCloses + 1 : 0;
        if (Closes + 1 < Habit)
            return new WatchHistory(Closes + 1, shortCloses, Wait);
        var isRareEnough = held + Wait >= RegularChecks * checkInterval;
        var wait = isRareEnough ? Wait : Wait == TimeSpan.Zero ? checkInterval : 2 * Wait;
        return new WatchHistory(0, shortCloses, wait);
    }
}
