namespace Ldirectord.Checks;

/// <summary>
/// At most <see cref="Most"/> checks run their program at a time; the others wait, first come first served, and no thread waits with them.
/// A check has its place until it ends: after a deadline its program may take another second to die.
/// </summary>
/// <param name="most">From 1.</param>
internal sealed class ProgramPlaces(int most) : IDisposable
{
    /// <summary>
    /// A start costs a processor some milliseconds, and a program is a process with memory of its own: 500 at once would be this machine's
    /// load alone, and every check would seem slow. 16 programs of 1 s each are 160 servers in a checkinterval of 10 s.
    /// </summary>
    public const int Most = 16;

    /// <summary>Those of all checks of this process.</summary>
    public static readonly ProgramPlaces Shared = new(Most);

    private readonly SemaphoreSlim _free = new(most, most); // serves those that wait asynchronously in their order

    /// <summary>Waits for a place. To be disposed of once.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired first: there is no place to give back.</exception>
    public async ValueTask<Place> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct).ConfigureAwait(false);
        return new Place(_free);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>A place that is taken.</summary>
    internal readonly struct Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
