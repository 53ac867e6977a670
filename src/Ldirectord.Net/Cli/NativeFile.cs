using System.Runtime.InteropServices;
using Ldirectord.Net;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>open(2) as it is: .NET's own puts a lock on what it opens.</summary>
internal static partial class NativeFile
{
    // fcntl.h, the same on x86-64 and arm64.
    private const int ReadOnly = 0x0, ReadWrite = 0x2, Create = 0x40, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // rw-r--r--

    /// <exception cref="IOException">The reason, in the kernel's words.</exception>
    public static SafeFileHandle OpenToLock(string path) => Regular(Open(path, ReadWrite | Create | NonBlocking));

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
