using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// Starts this program once more in the background, since a process that runs the CLR cannot fork(2). The new process leads a
/// session of its own, has every signal at its default and its standard streams on /dev/null, and inherits no other descriptor, such
/// as that of a script's lock.
/// </summary>
internal static partial class BackgroundLauncher
{
    /// <summary>Waits until the new process reports success or failure.</summary>
    /// <param name="arguments">After the program's own name; <c>pgrep -f</c> finds them.</param>
    /// <param name="error">Takes the new process's text for standard error.</param>
    /// <returns>The exit code of the new process, or <see cref="StartupPipe.Supervised"/>.</returns>
    public static int Start(string[] arguments, TextWriter error)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        OneShotEnvironment.Give(StartupPipe.Variable, $"{PosixSpawn.Given}");
        var end = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        var failure = PosixSpawn.Start(ProgramName(), arguments.Select(Latin1.FromText), out var pid, session: true, give: end);
        pipe.DisposeLocalCopyOfClientHandle();
        OneShotEnvironment.Take(StartupPipe.Variable);
        if (failure != 0)
        {
            error.WriteLine($"cannot start {Environment.ProcessPath} in the background: {Errno.Words(failure)}");
            return ExitCode.Failed;
        }

        var code = StartupPipe.Await(pipe, error);
        if (code == StartupPipe.Supervised)
        {
            // The new process ends, and this one becomes the daemon: without this the other would stay a zombie.
            _ = WaitPid(pid, out _, 0);
        }

        return code;
    }

    /// <summary>
    /// The program's name in bytes: as it was typed if that is a path, because scripts look for it; otherwise the path of the executable.
    /// </summary>
    private static string ProgramName()
    {
        var typed = File.ReadAllText("/proc/self/cmdline", Encoding.Latin1).Split('\0')[0];
        return typed.Contains('/') ? typed : Latin1.FromText(Environment.ProcessPath!);
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);
}
