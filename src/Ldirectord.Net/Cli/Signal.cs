using System.Runtime.InteropServices;

namespace Ldirectord.Cli;

/// <summary>kill(2), with its refusal in words.</summary>
internal static partial class Signal
{
    /// <summary>SIGHUP: read the configuration again.</summary>
    public const int HangUp = 1;

    /// <summary>SIGTERM: stop.</summary>
    public const int Terminate = 15;

    private const int ESRCH = 3;

    /// <returns>False when it was refused, after saying why; a process that is gone needs no signal.</returns>
    public static bool Send(int pid, int signal, TextWriter error)
    {
        if (Kill(pid, signal) == 0 || Marshal.GetLastPInvokeError() == ESRCH)
            return true;
        error.WriteLine($"cannot signal ldirectord, process {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
        return false;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
