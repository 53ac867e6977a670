using System.Runtime.InteropServices;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>Signals to a daemon, with their refusal in words.</summary>
internal static partial class SignalSender
{
    /// <summary>SIGHUP: read the configuration again.</summary>
    public const int HangUp = 1;

    /// <summary>SIGTERM: stop.</summary>
    public const int Terminate = 15;

    private const int Interrupt = 2;
    private const int Quit = 3;

    // <asm-generic/unistd.h>: the same on x86-64 and arm64. glibc has functions for them since 2.36 alone.
    private const int PidFdSendSignal = 424, PidFdOpen = 434;

    // <signal.h>
    private const nint SigDefault = 0;
    private const nint SigIgnore = 1;
    private const int MostOfSigAction = 64; // words; struct sigaction is smaller everywhere

    /// <summary>
    /// Takes hold of the process (pidfd_open(2)), looks once more whether it is the one that is meant, and signals it: a number that has
    /// another owner by then reaches nobody.
    /// </summary>
    /// <param name="isMeant">Looks once more.</param>
    /// <returns>False when it was refused, after saying why; a process that is gone needs no signal.</returns>
    public static bool Send(int pid, int signal, Func<bool> isMeant, TextWriter error)
    {
        using var process = new SafeFileHandle(SystemCall(PidFdOpen, pid, 0, 0, 0), ownsHandle: true);
        if (process.IsInvalid && Errno.Last != Errno.NoSystemCall)
            return Answer(-1);
        if (!isMeant())
            return true;
        // Before Linux 5.3 there is the number alone.
        return Answer(process.IsInvalid ? Kill(pid, signal) : SystemCall(PidFdSendSignal, process.DangerousGetHandle(), signal, 0, 0));

        bool Answer(nint result)
        {
            if (result >= 0 || Errno.Last == Errno.NoSuchProcess)
                return true;
            error.WriteLine($"cannot signal ldirectord, process {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
            return false;
        }
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

    // Variadic in C; see Syslog.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
