using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Platform;

/// <summary>
/// Plain open(2), without waiting for a pipe's other end, and close-on-exec. .NET's own open locks the file, and writes at positions where
/// O_APPEND is needed.
/// </summary>
internal static partial class PosixFile
{
    // fcntl.h, the same on x86-64 and arm64.
    private const int ReadOnly = 0x0, WriteOnly = 0x1, ReadWrite = 0x2;
    private const int Create = 0x40, Exclusive = 0x80, AtTheEnd = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // rw-r--r--, or less by the umask

    /// <exception cref="IOException">The message is the kernel's; the HResult is the error number.</exception>
    public static SafeFileHandle OpenToRead(string path) => Open(path, ReadOnly);

    /// <summary>Creates the file if needed.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static SafeFileHandle OpenToLock(string path) => Open(path, ReadWrite | Create);

    /// <summary>Creates the file; one that exists, or a link in its place, is an error.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static SafeFileHandle OpenNew(string path) => Open(path, WriteOnly | Create | Exclusive);

    /// <summary>Creates the file if needed. A pipe without a reader is an error.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static SafeFileHandle OpenToAppend(string path) => Open(path, WriteOnly | Create | AtTheEnd);

    /// <summary>The same in a directory where others may write: follows no link, and refuses files of other users.</summary>
    /// <exception cref="IOException">The message is the kernel's or ours.</exception>
    public static SafeFileHandle OpenOwnToAppend(string path)
    {
        var file = Open(path, WriteOnly | Create | AtTheEnd | ProcessorAbi.OpenNoFollow);
        if (FileStatus.Of(file) is { Kind: FileKind.Regular } status && status.Owner == EffectiveUser())
            return file;
        file.Dispose();
        throw new IOException("it is not a file of your own");
    }

    /// <summary>geteuid(2).</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    private static SafeFileHandle Open(string path, int flags)
    {
        if (path.Contains('\0'))
            throw new IOException("its name holds a NUL character");
        var file = Open(path, flags | NonBlocking | CloseOnExec, Mode);
        if (!file.IsInvalid)
            return file;
        var error = Errno.Last;
        file.Dispose();
        throw new IOException(error == Errno.NoReader ? "it is a pipe that nobody reads" : Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
