using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Platform;

/// <summary>
/// Writes and removes small files whole: a reader, and a machine that loses its power, see the file as it was before or as it is after. A
/// link in place of the file is replaced or removed itself; what it points to is not touched.
/// </summary>
internal static partial class AtomicFile
{
    private const int Attempts = 16;

    /// <param name="name">A plain file name: no "/", and not one that begins with ".", as the temporary file does.</param>
    /// <exception cref="IOException">It could not be written, in a few words without the file's name.</exception>
    public static void Write(string directory, string name, ReadOnlySpan<byte> content)
    {
        DemandPlain(name);
        using var folder = OpenFolder(directory);
        var temporary = Path.Combine(directory, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = PosixFile.OpenNew(temporary))
            {
                RandomAccess.Write(file, content, 0);
                Sync(file);
            }

            if (Rename(temporary, Path.Combine(directory, name)) != 0)
                throw Failure(Errno.Last);
        }
        catch (IOException)
        {
            _ = Unlink(temporary);
            throw;
        }

        Sync(folder);
    }

    /// <returns>False if there was no such file.</returns>
    /// <exception cref="IOException">It could not be removed, in a few words without the file's name.</exception>
    public static bool Remove(string directory, string name)
    {
        DemandPlain(name);
        using var folder = OpenFolder(directory);
        if (Unlink(Path.Combine(directory, name)) != 0)
            return Errno.Last is Errno.NoEntry ? false : throw Failure(Errno.Last);
        Sync(folder);
        return true;
    }

    private static void DemandPlain(string name)
    {
        if (name.Length == 0 || name[0] == '.' || name.AsSpan().ContainsAny('/', '\0'))
            throw new IOException("it is no plain file name");
    }

    private static SafeFileHandle OpenFolder(string directory)
    {
        try
        {
            return PosixFile.OpenToRead(directory);
        }
        catch (IOException e) when (e.HResult > 0)
        {
            throw e.HResult == Errno.NoEntry ? new IOException("its directory does not exist", e.HResult) : Failure(e.HResult);
        }
    }

    private static void Sync(SafeFileHandle file)
    {
        for (var attempt = 0; Flush(file) != 0; attempt++)
        {
            // A file system without it says EINVAL.
            if (Errno.Last == Errno.InvalidArgument)
                return;
            if (Errno.Last != Errno.Interrupted || attempt == Attempts)
                throw Failure(Errno.Last);
        }
    }

    private static IOException Failure(int error) => new(RegularFile.Words(error), error);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);
}
