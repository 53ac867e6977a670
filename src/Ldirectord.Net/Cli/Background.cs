using System.IO.Pipes;
using System.Runtime.InteropServices;
using Ldirectord.Net;

namespace Ldirectord.Cli;

/// <summary>
/// Going to the background: fork(2) does not work in a process that runs the CLR, so the program starts itself once more in a session of its own, with
/// every signal at its default and standard streams on /dev/null, and waits until the new process says that it stands, or why not.
/// </summary>
internal static partial class Background
{
    private const int SetDescriptorFlags = 2, CloseOnExec = 1; // fcntl.h

    /// <param name="arguments">After the program's own name; what <c>pgrep -f</c> finds.</param>
    /// <returns>The exit code that the new process answered, its words having gone to <paramref name="error"/>.</returns>
    public static int Start(string[] arguments, TextWriter error)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var descriptor = pipe.GetClientHandleAsString();
        KeepToOurselves(except: descriptor);
        Inherited.Give(Readiness.Variable, descriptor);
        var failure = Spawn.Start(ProgramName(), arguments, out _, session: true);
        pipe.DisposeLocalCopyOfClientHandle();
        if (failure != 0)
        {
            error.WriteLine($"cannot start {Environment.ProcessPath} in the background: {Errno.Words(failure)}");
            return ExitCode.Failed;
        }
        return Readiness.Await(pipe, error);
    }

    /// <summary>As it was typed where that is a path, for that is what scripts look for; else the path it was found at.</summary>
    private static string ProgramName()
    {
        var typed = File.ReadAllText("/proc/self/cmdline").Split('\0')[0];
        return typed.Contains('/') ? typed : Environment.ProcessPath!;
    }

    /// <summary>Whatever else was inherited, such as a script's lock, is not for a daemon to hold on to.</summary>
    private static void KeepToOurselves(string except)
    {
        foreach (var descriptor in Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Path.GetFileName))
        {
            if (int.TryParse(descriptor, out var number) && number > 2 && descriptor != except)
                _ = Control(number, SetDescriptorFlags, CloseOnExec);
        }
    }

    // Variadic in C; see Syslog.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
