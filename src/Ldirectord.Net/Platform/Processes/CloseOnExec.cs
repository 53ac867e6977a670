using System.Globalization;
using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// Sets FD_CLOEXEC (fcntl(2)) on all descriptors but the standard streams, inherited ones and those of libraries included, so that started
/// programs do not get them.
/// </summary>
internal static partial class CloseOnExec
{
    private const int First = 3;

    private const int RangeCloseOnExec = 4; // CLOSE_RANGE_CLOEXEC, linux/close_range.h

    private const int SetDescriptorFlags = 2, Flag = 1; // fcntl.h

    public static void MarkAll()
    {
        // Linux 5.11; older kernels and some system call filters refuse it.
        if (SystemCall(ProcessorAbi.SystemCallCloseRange, First, int.MaxValue, RangeCloseOnExec) != 0)
            MarkEach();
    }

    internal static void MarkEach()
    {
        foreach (var name in Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Path.GetFileName))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) && descriptor >= First)
                Mark(descriptor);
        }
    }

    public static void Mark(int descriptor) => _ = Libc.FileControl(descriptor, SetDescriptorFlags, Flag);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint last, nint flags);
}
