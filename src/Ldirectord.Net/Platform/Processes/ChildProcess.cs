using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Ldirectord.Text;

namespace Ldirectord.Platform;

/// <summary>The end of a program: its exit status, or the signal that killed it (wait(2)).</summary>
internal readonly record struct ProcessEnd(int Status)
{
    public bool Succeeded => Status == 0;

    /// <summary>Null if a signal killed it.</summary>
    public int? ExitStatus => Signal == 0 ? Status >> 8 & 0xFF : null;

    private int Signal => Status & 0x7F;

    public override string ToString() => Signal == 0 ? $"exit status {Status >> 8 & 0xFF}" : $"killed by signal {Signal}";
}

/// <summary>What to do with processes that a program leaves in its process group.</summary>
internal enum Leftovers
{
    /// <summary>Kill them (SIGKILL): a check ends with its command.</summary>
    End,

    /// <summary>Let them live: an operator's program may start a daemon. The program itself may outlive this process.</summary>
    Live,
}

/// <summary>
/// Runs a program to its end. Waits on the reactor (pidfd_open(2)), so thousands may run at once. When the token is cancelled, the
/// program's process group gets SIGTERM, and after <see cref="Grace"/> SIGKILL; the caller does not wait for that, only the shut-down does
/// (<see cref="AllEndedAsync"/>). Leaves no zombie.
/// </summary>
internal static partial class ChildProcess
{
    /// <summary>Time from SIGTERM to SIGKILL.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for programs at shut-down; SIGKILL ends them sooner unless the kernel itself hangs.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(5);

    /// <summary>Most simultaneous starts, in all and of one program: a program on a hanging disk must not block the others.</summary>
    private const int MostStarters = 64, StartsTogether = 4;

    private static readonly BlockingThreads s_starters = new("start", MostStarters);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_places = new();

    private const int SigTerm = 15;
    private const int SigKill = 9;

    /// <summary>The programs that must not outlive this process, until they are gone.</summary>
    private static readonly ConcurrentDictionary<Task, bool> s_ending = new();

    /// <param name="environment">Variables beside this process's own, as "NAME=value".</param>
    /// <exception cref="IoFailureException">The program could not be started; the message says why.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public static async ValueTask<ProcessEnd> RunAsync(
        string file, IReadOnlyList<string> arguments, CancellationToken ct, Leftovers leftovers = Leftovers.End,
        IReadOnlyList<string>? environment = null) =>
        (await RunTrackedAsync(new Call(file, arguments, environment), leftovers, mostOutput: 0, ct).ConfigureAwait(false)).End;

    /// <summary>As <see cref="RunAsync"/>, with the first bytes of the program's standard output.</summary>
    /// <param name="mostOutput">How many bytes.</param>
    /// <exception cref="IoFailureException">The program could not be started; the message says why.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public static ValueTask<(ProcessEnd End, byte[] Output)> ReadAsync(
        string file, IReadOnlyList<string> arguments, CancellationToken ct, IReadOnlyList<string>? environment = null,
        int mostOutput = ProcessOutput.MostOfCheck) =>
        RunTrackedAsync(new Call(file, arguments, environment), Leftovers.End, mostOutput, ct);

    /// <summary>What is started, and the variables that are added to this process's environment.</summary>
    private readonly record struct Call(string File, IReadOnlyList<string> Arguments, IReadOnlyList<string>? Environment);

    private static async ValueTask<(ProcessEnd End, byte[] Output)> RunTrackedAsync(
        Call call, Leftovers leftovers, int mostOutput, CancellationToken ct)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (leftovers == Leftovers.End)
            s_ending[gone.Task] = true;
        try
        {
            return await RunStartedAsync(call, leftovers, mostOutput, gone, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not WaitCanceledException)
        {
            Gone(gone);
            throw;
        }
    }

    /// <summary>
    /// Waits until the programs that must not outlive this process are gone; with a timeout, because the kernel may be unable to end a
    /// process.
    /// </summary>
    public static async Task AllEndedAsync()
    {
        try
        {
            await Task.WhenAll(s_ending.Keys).WaitAsync(ShutdownGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
        }
    }

    private static void Gone(TaskCompletionSource gone)
    {
        s_ending.TryRemove(gone.Task, out _);
        gone.TrySetResult();
    }

    private static async ValueTask<(ProcessEnd End, byte[] Output)> RunStartedAsync(
        Call call, Leftovers leftovers, int mostOutput, TaskCompletionSource gone, CancellationToken ct)
    {
        var (pid, pipe) = await StartAsync(call, mostOutput > 0, gone, ct).ConfigureAwait(false);
        await Reactor.Shared.EnterAsync();
        using var output = mostOutput > 0 ? OutputOf(pipe, pid, mostOutput, ct) : null;
        try
        {
            await EndedAsync(pid, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = StopAsync(pid, gone);
            throw new WaitCanceledException(IoFailure.ProgramTimeout, "the command did not end", ct);
        }

        // Before its zombie is reaped: until then its number cannot be another group's.
        if (leftovers == Leftovers.End)
            _ = Kill(-pid, SigKill);
        var end = Reap(pid);
        Gone(gone);
        return (end, output?.Take() ?? []);
    }

    private static ProcessOutput OutputOf(int pipe, int pid, int most, CancellationToken ct)
    {
        try
        {
            return new ProcessOutput(pipe, most, ct);
        }
        catch (IoFailureException)
        {
            _ = Kill(-pid, SigKill);
            _ = Reap(pid);
            throw;
        }
    }

    /// <summary>
    /// Starting a process blocks its thread until the child has called exec, which reads the program's file: forever, if its disk hangs.
    /// Then only callers of that program wait, until their token is cancelled.
    /// </summary>
    private static async ValueTask<(int Pid, int Output)> StartAsync(
        Call call, bool hasOutput, TaskCompletionSource gone, CancellationToken ct)
    {
        var places = s_places.GetOrAdd(call.File, static _ => new SemaphoreSlim(StartsTogether));
        Task<(int Pid, int Output)>? starting = null;
        try
        {
            await places.WaitAsync(ct).ConfigureAwait(false);
            starting = s_starters.RunAsync(() => hasOutput ? StartWithOutput(call) : (Start(call, -1), -1));
            // Also after a failure, and if there was no thread for it.
            _ = starting.ContinueWith(
                _ => places.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return await starting.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = AbandonAsync(starting, gone);
            throw new WaitCanceledException(IoFailure.ProgramTimeout, "the command did not start", ct);
        }
    }

    /// <summary>Stops a program that starts after its caller has given up.</summary>
    private static async Task AbandonAsync(Task<(int Pid, int Output)>? starting, TaskCompletionSource gone)
    {
        if (starting is not null)
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (starting is not { IsCompletedSuccessfully: true })
        {
            Gone(gone);
            return;
        }

        var (pid, output) = await starting.ConfigureAwait(false);
        if (output >= 0)
            _ = Libc.Close(output);
        await Reactor.Shared.EnterAsync();
        await StopAsync(pid, gone).ConfigureAwait(false);
    }

    private static (int Pid, int Output) StartWithOutput(Call call)
    {
        var (read, write) = ProcessOutput.OpenPipe();
        try
        {
            return (Start(call, write), read);
        }
        catch (IoFailureException)
        {
            _ = Libc.Close(read);
            throw;
        }
        finally
        {
            _ = Libc.Close(write);
        }
    }

    private static int Start(Call call, int output)
    {
        var (file, arguments, environment) = call;
        var error = PosixSpawn.Start(file, arguments, out var pid, output: output, environment: environment);

        // A script without "#!": execvp(3), which Perl's system uses, gives it to the shell.
        if (error == Errno.ExecFormat)
            error = PosixSpawn.Start("/bin/sh", [file, .. arguments], out pid, output: output, environment: environment);
        return error == 0
            ? pid
            : throw new IoFailureException(
                error is Errno.TryAgain or Errno.OutOfMemory ? IoFailure.Shortage : IoFailure.Local,
                $"{Printable.OfBytes(file)} cannot be started: {Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant()}");
    }

    /// <summary>Waits until the process has ended. It stays a zombie, so that its number and its group's are not reused.</summary>
    private static async ValueTask EndedAsync(int pid, CancellationToken ct)
    {
        var pidfd = (int)SystemCall(ProcessorAbi.SystemCallPidFdOpen, pid, 0);
        if (pidfd < 0)
        {
            var error = Errno.Last;
            _ = Kill(-pid, SigKill);
            _ = Reap(pid);
            throw Errno.Failure(error, IoFailure.Local);
        }

        // A pidfd is ready once, when the process has ended.
        using var descriptor = new EpollDescriptor(pidfd, ct);
        await descriptor.ReadyAsync().ConfigureAwait(false);
    }

    private static async Task StopAsync(int pid, TaskCompletionSource gone)
    {
        s_ending[gone.Task] = true;
        try
        {
            _ = Kill(-pid, SigTerm);
            using var grace = new CancellationTokenSource(Grace);
            try
            {
                await EndedAsync(pid, grace.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The program or a child of it ignores SIGTERM.
            }

            _ = Kill(-pid, SigKill);
            await EndedAsync(pid, CancellationToken.None).ConfigureAwait(false);
            _ = Reap(pid);
        }
        finally
        {
            Gone(gone);
        }
    }

    private static ProcessEnd Reap(int pid)
    {
        int status;
        while (WaitPid(pid, out status, 0) < 0)
        {
            if (Errno.Last != Errno.Interrupted)
                throw new IoFailureException(IoFailure.Local,
                    "the command's exit status is lost: the program that started ldirectord ignores SIGCHLD");
        }

        return new ProcessEnd(status);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint pid, nint flags);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
