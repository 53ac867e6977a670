using System.IO.Pipes;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Daemon;

/// <summary>
/// Going to the background: fork(2) does not work in a process that runs the CLR, so the program starts itself once more in a session of its own, with
/// every signal at its default, standard streams on /dev/null and nothing else inherited, such as a script's lock. It waits until the new process
/// says that it stands, or why not.
/// </summary>
internal static class BackgroundLauncher
{
    /// <param name="arguments">After the program's own name; what <c>pgrep -f</c> finds.</param>
    /// <returns>The exit code that the new process answered, its words having gone to <paramref name="error"/>.</returns>
    public static int Start(string[] arguments, TextWriter error)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        OneShotEnvironment.Give(StartupPipe.Variable, $"{PosixSpawn.Given}");
        var end = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        var failure = PosixSpawn.Start(ProgramName(), arguments.Select(Latin1.FromText), out _, session: true, give: end);
        pipe.DisposeLocalCopyOfClientHandle();
        if (failure != 0)
        {
            error.WriteLine($"cannot start {Environment.ProcessPath} in the background: {Errno.Words(failure)}");
            return ExitCode.Failed;
        }
        return StartupPipe.Await(pipe, error);
    }

    /// <summary>Its bytes, as it was typed where that is a path, for that is what scripts look for; else the path it was found at.</summary>
    private static string ProgramName()
    {
        var typed = File.ReadAllText("/proc/self/cmdline", Encoding.Latin1).Split('\0')[0];
        return typed.Contains('/') ? typed : Latin1.FromText(Environment.ProcessPath!);
    }
}
