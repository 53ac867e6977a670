namespace Ldirectord.Platform;

/// <summary>Runs a library that blocks its caller, on a thread of its own: neither the reactor nor the pool is lent to it.</summary>
internal static class DedicatedThread
{
    /// <returns>Its result; continuations run on the pool, so that the thread ends with the work. Failed with <see cref="IoFailure.Shortage"/> if there is no thread.</returns>
    public static Task<T> RunAsync<T>(Func<T> work, string name)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        try
        {
            thread.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            result.SetException(Lack());
        }

        return result.Task;
    }

    /// <summary>What it means when a thread cannot be begun: the runtime calls any lack one of memory, of file descriptors, too.</summary>
    public static IoFailureException Lack() => new(IoFailure.Shortage, "this machine has no thread left (memory, file descriptors or tasks)");
}
