using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Net;

/// <summary>Appends to what may be a file, a pipe, a terminal or a socket, and waits for its reader no longer than it is told (open(2), poll(2), write(2)).</summary>
internal static partial class NonBlockingFile
{
    // fcntl.h, the same on x86-64 and arm64.
    private const int WriteOnly = 0x1, Create = 0x40, AtTheEnd = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // rw-r--r--

    /// <summary>What a pipe that is ready takes at once (PIPE_BUF, pipe(7)).</summary>
    private const int PipeBuffer = 4096;

    /// <summary>A file is made if there is none. A pipe that nobody reads is an error, and not waited for.</summary>
    /// <exception cref="IOException">The reason, in the kernel's words; its number is the HResult.</exception>
    public static SafeFileHandle OpenToAppend(string path)
    {
        var file = Open(path, WriteOnly | Create | AtTheEnd | NonBlocking | CloseOnExec, Mode);
        return file.IsInvalid ? throw Failure(Errno.Last) : file;
    }

    /// <param name="patience">How long it may take nothing.</param>
    /// <param name="isShared">
    /// The descriptor blocks, and stays as it is because other processes have it too: it is written to when it is ready, and no more than it takes then.
    /// </param>
    /// <returns>How many bytes it took; fewer: it takes no more now.</returns>
    /// <exception cref="IOException">The reason, in the kernel's words.</exception>
    public static int Append(int descriptor, ReadOnlySpan<byte> bytes, TimeSpan patience, bool isShared = false)
    {
        var written = 0;
        while (written < bytes.Length && (!isShared || Libc.IsReadyToWrite(descriptor, patience)))
        {
            var piece = isShared ? bytes.Slice(written, Math.Min(PipeBuffer, bytes.Length - written)) : bytes[written..];
            var count = Write(descriptor, piece, piece.Length);
            if (count >= 0)
                written += (int)count;
            else if (Errno.Last is not (Errno.TryAgain or Errno.Interrupted) and var error)
                throw Failure(error);
            else if (Errno.Last == Errno.TryAgain && !Libc.IsReadyToWrite(descriptor, patience))
                break;
        }

        return written;
    }

    private static IOException Failure(int error) =>
        new(error == Errno.NoReader ? "it is a pipe that nobody reads" : Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
