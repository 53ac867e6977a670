using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// Signals that were ignored when this process was started, by nohup(1) or a shell's "&amp;": a process inherits that (execve(2)).
/// </summary>
internal static partial class IgnoredSignals
{
    private const int Interrupt = 2, Quit = 3;

    // <signal.h>
    private const nint SigDefault = 0;
    private const nint SigIgnore = 1;
    private const int MaxWords = 64; // struct sigaction is smaller on every architecture

    /// <summary>Gives the signals that a daemon acts on their default action where they are ignored.</summary>
    public static unsafe void Restore()
    {
        // struct sigaction begins with the handler.
        var action = stackalloc nint[MaxWords];
        foreach (var signal in (ReadOnlySpan<int>)[SignalSender.HangUp, Interrupt, Quit, SignalSender.Terminate])
        {
            if (SigAction(signal, null, action) != 0 || *action != SigIgnore)
                continue;
            *action = SigDefault;
            _ = SigAction(signal, action, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static unsafe partial int SigAction(int signal, nint* now, nint* before);
}
