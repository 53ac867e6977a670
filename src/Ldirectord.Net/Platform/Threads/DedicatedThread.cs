namespace Ldirectord.Platform;

/// <summary>Runs blocking work, such as a library's function, on a new thread instead of the reactor or the thread pool.</summary>
internal static class DedicatedThread
{
    /// <returns>
    /// The work's result; continuations run on the thread pool, so that the thread ends with the work. Fails with
    /// <see cref="IoFailure.Shortage"/> if no thread can be started.
    /// </returns>
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
            result.SetException(NoThread());
        }

        return result.Task;
    }

    /// <summary>
    /// The failure if no thread can be started: the runtime reports every shortage, also of descriptors, as one of memory.
    /// </summary>
    public static IoFailureException NoThread() =>
        new(IoFailure.Shortage, "this machine has no thread left (memory, file descriptors or tasks)");
}
