using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>Writes to a file, pipe, terminal or socket, and waits for its reader with a timeout (poll(2), write(2)).</summary>
internal static partial class BoundedWrite
{
    /// <summary>Bytes that a ready pipe accepts at once (PIPE_BUF, pipe(7)).</summary>
    private const int PipeBuffer = 4096;

    /// <param name="timeout">Longest time without progress.</param>
    /// <param name="isShared">
    /// The descriptor is blocking and must stay so, because other processes share it: it is written to only when ready, and no more than it
    /// accepts then.
    /// </param>
    /// <returns>Number of bytes written; fewer than given after a timeout.</returns>
    /// <exception cref="IOException">The write failed; the message is the kernel's.</exception>
    public static int Append(int descriptor, ReadOnlySpan<byte> bytes, TimeSpan timeout, bool isShared = false)
    {
        var written = 0;
        while (written < bytes.Length && (!isShared || Libc.IsReadyToWrite(descriptor, timeout)))
        {
            var piece = isShared ? bytes.Slice(written, Math.Min(PipeBuffer, bytes.Length - written)) : bytes[written..];
            var count = Write(descriptor, piece, piece.Length);
            if (count >= 0)
            {
                written += (int)count;
                continue;
            }

            var error = Errno.Last;
            if (error == Errno.TryAgain && !Libc.IsReadyToWrite(descriptor, timeout))
                break;
            if (error is Errno.TryAgain or Errno.Interrupted)
                continue;
            // An error after a part was written, such as a full disk, occurs again with the rest.
            return written > 0 ? written : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }

        return written;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint count);
}
