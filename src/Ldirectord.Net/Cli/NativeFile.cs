using System.Runtime.InteropServices;
using Ldirectord.Net;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>open(2) as it is: .NET's own puts a lock on what it opens.</summary>
internal static partial class NativeFile
{
    // fcntl.h, the same on x86-64 and arm64.
    private const int ReadOnly = 0x0, WriteOnly = 0x1, ReadWrite = 0x2, Create = 0x40, AtTheEnd = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // rw-r--r--

    // O_NOFOLLOW is another bit on arm64.
    private static readonly int s_noFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <exception cref="IOException">The reason, in the kernel's words.</exception>
    public static SafeFileHandle OpenToLock(string path) => Regular(Open(path, ReadWrite | Create | NonBlocking));

    /// <summary>Where others may write to the folder: no link is followed, and no file of theirs is taken.</summary>
    /// <exception cref="IOException">The reason, in the kernel's words or ours.</exception>
    public static SafeFileHandle OpenOwnToAppend(string path)
    {
        var file = Open(path, WriteOnly | Create | AtTheEnd | NonBlocking | s_noFollow);
        if (PrivateFolder.IsOwn(file))
            return file;
        file.Dispose();
        throw new IOException("it is not a file of your own");
    }

    /// <exception cref="IOException">The reason, in the kernel's words.</exception>
    public static SafeFileHandle OpenToRead(string path) => Regular(Open(path, ReadOnly | NonBlocking));

    private static SafeFileHandle Regular(SafeFileHandle file)
    {
        try
        {
            RegularFile.Demand(file);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        var file = Open(path, flags | CloseOnExec, Mode);
        return file.IsInvalid ? throw new IOException(Marshal.GetLastPInvokeErrorMessage()) : file;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
