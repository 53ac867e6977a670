using System.Collections;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Ldirectord.Cli;

/// <summary>
/// Going to the background: fork(2) does not work in a process that runs the CLR, so the program starts itself once more (posix_spawn(3)) in a session of its
/// own, with every signal at its default and standard streams on /dev/null, and waits until the new process says that it stands, or why not.
/// </summary>
internal static unsafe partial class Background
{
    // spawn.h; the sizes are glibc's and musl's with room to spare.
    private const short SetSigDef = 0x04, SetSigMask = 0x08, SetSid = 0x80;
    private const int AttributesSize = 512, ActionsSize = 256, SignalSetSize = 128;
    private const int ReadWrite = 2, SetDescriptorFlags = 2, CloseOnExec = 1; // fcntl.h

    /// <param name="arguments">After the program's own name; what <c>pgrep -f</c> finds.</param>
    /// <returns>The exit code that the new process answered, its words having gone to <paramref name="error"/>.</returns>
    public static int Start(string[] arguments, TextWriter error)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        KeepToOurselves(except: pipe.GetClientHandleAsString());
        var failure = Spawn([ProgramName(), .. arguments], Readiness.Environment(pipe.GetClientHandleAsString()), out _);
        pipe.DisposeLocalCopyOfClientHandle();
        if (failure != 0)
        {
            error.WriteLine($"cannot start {Environment.ProcessPath} in the background: {Marshal.GetPInvokeErrorMessage(failure)}");
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

    private static int Spawn(string[] arguments, string extra, out int pid)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        byte* attributes = stackalloc byte[AttributesSize], actions = stackalloc byte[ActionsSize], signals = stackalloc byte[SignalSetSize];
        using var argv = new Strings(arguments);
        using var envp = new Strings([.. environment, extra]);
        _ = AttributesInit(attributes);
        _ = ActionsInit(actions);
        try
        {
            _ = SetFlags(attributes, SetSid | SetSigDef | SetSigMask);
            _ = FillSet(signals);
            _ = SetDefault(attributes, signals);
            _ = EmptySet(signals);
            _ = SetMask(attributes, signals);
            for (var stream = 0; stream <= 2; stream++)
                _ = AddOpen(actions, stream, "/dev/null", ReadWrite, 0);
            return PosixSpawn(out pid, Environment.ProcessPath!, actions, attributes, argv.Pointer, envp.Pointer);
        }
        finally
        {
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>A C array of C strings, ended by null.</summary>
    private readonly struct Strings : IDisposable
    {
        private readonly int _count;

        public Strings(string[] values)
        {
            _count = values.Length;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }

    // Variadic in C; see Syslog.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(out int pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(byte* signals);
}
