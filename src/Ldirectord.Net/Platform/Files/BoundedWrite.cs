using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>Writes to what may be a file, a pipe, a terminal or a socket, and waits for its reader no longer than it is told (poll(2), write(2)).</summary>
internal static partial class BoundedWrite
{
    /// <summary>What a pipe that is ready takes at once (PIPE_BUF, pipe(7)).</summary>
    private const int PipeBuffer = 4096;

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
            {
                written += (int)count;
                continue;
            }

            var error = Errno.Last;
            if (error == Errno.TryAgain && !Libc.IsReadyToWrite(descriptor, patience))
                break;
            if (error is Errno.TryAgain or Errno.Interrupted)
                continue;
            // What goes wrong after a part was taken, as on a disk that is full now, is met again with the rest.
            return written > 0 ? written : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }

        return written;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
