using System.Runtime.InteropServices;

namespace Ldirectord.Tests.Support;

/// <summary>An open file that every program started meanwhile inherits, as a library may have one that forgets FD_CLOEXEC.</summary>
internal sealed partial class LeakedDescriptor : IDisposable
{
    private const int GetDescriptorFlags = 1; // fcntl.h

    private readonly int _descriptor = Duplicate(0);

    /// <summary>What "ls /proc/self/fd" prints that has inherited no more than its streams: 3 is the folder that it reads.</summary>
    public static string[] None { get; } = ["0", "1", "2", "3"];

    public bool IsCloseOnExec => (Control(_descriptor, GetDescriptorFlags, 0) & 1) != 0;

    public void Dispose() => _ = Close(_descriptor);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
