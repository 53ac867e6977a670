using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// posix_spawn(3) for a check's command and for the daemon: a new process group, /dev/null as standard streams, default signal settings,
/// and none of our descriptors.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    private const short SetProcessGroup = 0x02;
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int ReadWrite = 2;
    private const int MayExecute = 1; // access(2)

    /// <summary>The number of the passed descriptor in the new process.</summary>
    public const int Given = 3;

    // Larger than posix_spawnattr_t (336 bytes), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc and musl.
    private const int OpaqueSize = 512;

    /// <summary>
    /// Starts a program as leader of a new process group. A name without a slash is looked up in PATH. May block: not for the reactor's
    /// thread.
    /// </summary>
    /// <param name="file">Bytes, as are the arguments (<see cref="Text.Latin1"/>).</param>
    /// <param name="session">Whether the new process leads a new session, without a controlling terminal.</param>
    /// <param name="give">A descriptor to pass as <see cref="Given"/>; −1 for none.</param>
    /// <param name="output">The standard output; −1 for /dev/null.</param>
    /// <param name="environment">Variables beside this process's own, whose place they take: "NAME=value".</param>
    /// <returns>0, or an error number.</returns>
    public static int Start(
        string file, IEnumerable<string> arguments, out int pid, bool session = false, int give = -1, int output = -1,
        IReadOnlyList<string>? environment = null)
    {
        byte* attributes = stackalloc byte[OpaqueSize], actions = stackalloc byte[OpaqueSize], signals = stackalloc byte[OpaqueSize];
        _ = AttributesInit(attributes);
        _ = ActionsInit(actions);
        _ = SignalsFill(signals);
        _ = AttributesSetDefault(attributes, signals);
        _ = SignalsEmpty(signals);
        _ = AttributesSetMask(attributes, signals);
        _ = AttributesSetProcessGroup(attributes, 0);
        _ = AttributesSetFlags(attributes, (short)((session ? SetSession : SetProcessGroup) | SetDefaultSignals | SetSignalMask));
        if (give >= 0)
            _ = ActionsAddDuplicate(actions, give, Given);
        for (var stream = 0; stream <= 2; stream++)
            _ = ActionsAddOpen(actions, stream, "/dev/null", ReadWrite, 0);
        if (output >= 0)
            _ = ActionsAddDuplicate(actions, output, 1);
        // Close descriptors in the new process, to include those that other threads open meanwhile.
        if (s_closeFrom != 0)
            _ = ((delegate* unmanaged<byte*, int, int>)s_closeFrom)(actions, give >= 0 ? Given + 1 : Given);
        else
            CloseOnExec.MarkAll();

        var vector = Vector([file, .. arguments]);
        var variables = environment is { Count: > 0 } ? Vector([.. environment, .. InheritedBeside(environment)]) : null;
        try
        {
            pid = 0;
            return StartProcess(out pid, vector[0], actions, attributes, vector, variables == null ? Environment : variables);
        }
        finally
        {
            Free(vector);
            if (variables != null)
                Free(variables);
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>Whether the file may be executed; PATH is not searched.</summary>
    public static bool IsProgram(string file)
    {
        var vector = Vector([file]);
        try
        {
            return Access(vector[0], MayExecute) == 0;
        }
        finally
        {
            Free(vector);
        }
    }

    private static byte** Environment => *(byte***)NativeLibrary.GetExport(s_libc, "environ");

    /// <summary>This process's own variables but those that are given another value.</summary>
    private static List<string> InheritedBeside(IReadOnlyList<string> given)
    {
        var own = new List<string>();
        for (var next = Environment; *next != null; next++)
        {
            var variable = System.Text.Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*next));
            var name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
            if (!given.Any(other => other.StartsWith(name, StringComparison.Ordinal)))
                own.Add(variable);
        }

        return own;
    }

    private static readonly nint s_libc = NativeLibrary.GetMainProgramHandle();

    // glibc 2.34; musl has none.
    private static readonly nint s_closeFrom =
        NativeLibrary.TryGetExport(s_libc, "posix_spawn_file_actions_addclosefrom_np", out var function) ? function : 0;

    /// <summary>A C array of C strings; each character is a byte (<see cref="Text.Latin1"/>).</summary>
    private static byte** Vector(string[] words)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(words.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < words.Length; i++)
        {
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)words[i].Length + 1);
            _ = System.Text.Encoding.Latin1.GetBytes(words[i], new Span<byte>(vector[i], words[i].Length));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var word = vector; *word != null; word++)
            NativeMemory.Free(*word);
        NativeMemory.Free(vector);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int StartProcess(out int pid, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int AttributesSetProcessGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ActionsAddOpen(byte* actions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int ActionsAddDuplicate(byte* actions, int fd, int newFd);

    [LibraryImport("libc", EntryPoint = "access")]
    private static partial int Access(byte* path, int mode);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int SignalsFill(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int SignalsEmpty(byte* signals);
}
