using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>The group of a file (chown(2)).</summary>
internal static partial class FileGroup
{
    private const uint Unchanged = uint.MaxValue;

    /// <exception cref="IOException">The message is the kernel's.</exception>
    public static void Set(string path, uint group)
    {
        if (ChangeOwner(path, Unchanged, group) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Errno.Last);
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
