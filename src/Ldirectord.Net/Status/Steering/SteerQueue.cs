namespace Ldirectord.Status;

/// <summary>Runs one work after the other, in the order in which they came.</summary>
internal sealed class SteerQueue
{
    private readonly Lock _gate = new(); // guards the next
    private Task _last = Task.CompletedTask;

    /// <param name="ct">Gives up while the work waits for its turn; work that has begun is not ended by it.</param>
    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        lock (_gate)
        {
            var mine = AfterAsync(_last, work, ct);
            _last = mine;
            return mine;
        }
    }

    private static async Task<T> AfterAsync<T>(Task before, Func<Task<T>> work, CancellationToken ct)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        ct.ThrowIfCancellationRequested();
        return await work().ConfigureAwait(false);
    }
}
