using System.Runtime.InteropServices;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>Sends signals to a daemon.</summary>
internal static partial class SignalSender
{
    /// <summary>SIGHUP: reload the configuration.</summary>
    public const int HangUp = 1;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM: stop.</summary>
    public const int Terminate = 15;

    /// <summary>
    /// Opens the process (pidfd_open(2)), checks again that it is the daemon, and signals it: if another process has got the number
    /// meanwhile, no signal is sent.
    /// </summary>
    /// <param name="isDaemon">Checks again whether <paramref name="pid"/> is the daemon.</param>
    /// <returns>False if the signal was refused; <paramref name="error"/> says why. A process that is gone is a success.</returns>
    public static bool Send(int pid, int signal, Func<bool> isDaemon, TextWriter error)
    {
        using var process = Open(pid);
        if (process.IsInvalid && Errno.Last != Errno.NoSystemCall)
            return Succeeded(-1);
        if (!isDaemon())
            return true;
        // Before Linux 5.3 there is only the number.
        return Succeeded(
            process.IsInvalid ? SignalNumber(pid, signal)
                : SystemCall(ProcessorAbi.SystemCallPidFdSendSignal, process.DangerousGetHandle(), signal, 0, 0));

        bool Succeeded(nint result)
        {
            if (result >= 0 || Errno.Last == Errno.NoSuchProcess)
                return true;
            error.WriteLine($"cannot signal ldirectord, process {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
            return false;
        }
    }

    /// <summary>pidfd_open(2).</summary>
    /// <returns>Invalid if there is no such process, or before Linux 5.3.</returns>
    public static SafeFileHandle Open(int pid) => new(SystemCall(ProcessorAbi.SystemCallPidFdOpen, pid, 0, 0, 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SignalNumber(int pid, int signal);

    // Only glibc 2.36 and later has functions for these calls. Variadic in C; on x86-64 and arm64 the arguments are passed as those of any
    // function.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
