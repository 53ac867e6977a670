using System.Runtime.InteropServices;

namespace Ldirectord.Cli;

/// <summary>kill(2), with its refusal in words.</summary>
internal static partial class Signal
{
    /// <summary>SIGHUP: read the configuration again.</summary>
    public const int HangUp = 1;

    /// <summary>SIGTERM: stop.</summary>
    public const int Terminate = 15;

    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int ESRCH = 3;

    // <signal.h>
    private const nint SigDefault = 0;
    private const nint SigIgnore = 1;
    private const int MostOfSigAction = 64; // words; struct sigaction is smaller everywhere

    /// <returns>False when it was refused, after saying why; a process that is gone needs no signal.</returns>
    public static bool Send(int pid, int signal, TextWriter error)
    {
        if (Kill(pid, signal) == 0 || Marshal.GetLastPInvokeError() == ESRCH)
            return true;
        error.WriteLine($"cannot signal ldirectord, process {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
        return false;
    }

    /// <summary>
    /// Has the signals a daemon lives by act again where whoever started us had ignored them, nohup(1) or a shell's "&amp;": that is inherited (execve(2)).
    /// </summary>
    public static unsafe void EndIgnoring()
    {
        // struct sigaction begins with the handler.
        var action = stackalloc nint[MostOfSigAction];
        foreach (var signal in (ReadOnlySpan<int>)[HangUp, Interrupt, Quit, Terminate])
        {
            if (SigAction(signal, null, action) != 0 || *action != SigIgnore)
                continue;
            *action = SigDefault;
            _ = SigAction(signal, action, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static unsafe partial int SigAction(int signal, nint* now, nint* before);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
