using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Platform;

/// <summary>
/// Opens the files that an operator names. A pipe, a device or a huge file would hold its reader for ever, or take all memory: what is no regular file, or is
/// larger than its bound, is refused before a byte is read. /dev/null counts as a file without content.
/// </summary>
internal static class RegularFile
{
    /// <summary>Bytes of the largest file that is read. A configuration of 100,000 virtual services has a tenth of it.</summary>
    public const int Largest = 64 * 1024 * 1024;

    /// <summary>Bytes of the longest name that a file may have in its directory (NAME_MAX).</summary>
    public const int LongestName = 255;

    /// <summary>Opens a file to read it, from its beginning.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnfitFileException">It is no regular file, or larger than <paramref name="largest"/>.</exception>
    /// <exception cref="IOException">Another reason, in a few words without the file's name.</exception>
    public static FileStream OpenToRead(string path, long largest = Largest) =>
        new(Open(path, PosixFile.OpenToRead, largest), FileAccess.Read, bufferSize: 0);

    /// <summary>Opens a file to hold a lock on it; it is made if there is none.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static SafeFileHandle OpenToLock(string path) => Open(path, PosixFile.OpenToLock);

    /// <summary>The whole of a file as UTF-8.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static string ReadText(string path, int largest = Largest)
    {
        using var file = OpenToRead(path, largest);
        // Some files, as those of /proc, have more than they tell of, and any may grow.
        var content = new byte[Math.Max(file.Length, 512) + 1];
        var length = 0;
        for (int count; (count = file.Read(content, length, content.Length - length)) > 0;)
        {
            length += count;
            if (length > largest)
                throw UnfitFileException.TooLarge(largest);
            if (length == content.Length)
                Array.Resize(ref content, 2 * length);
        }

        return Encoding.UTF8.GetString(content, 0, length);
    }

    /// <summary>Appends to a file, which is made with mode 0644, or less by the umask, if there is none.</summary>
    /// <exception cref="IOException">It is no regular file, or another reason, in a few words without the file's name.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = Open(path, PosixFile.OpenToAppend);
        RandomAccess.Write(file, bytes, 0); // with O_APPEND at the end, whatever the position (pwrite(2))
    }

    /// <summary>Refuses a file that a library will open by itself.</summary>
    /// <exception cref="IoFailureException">It is no regular file, or is not there.</exception>
    public static void DemandForLibrary(string path)
    {
        try
        {
            using var file = OpenToRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IoFailureException(IoFailure.Local, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Why it is no file to be read or written, or null.</summary>
    public static string? Problem(in FileStatus status) => status.Kind switch
    {
        FileKind.Regular => null,
        FileKind.CharacterDevice when status.IsNullDevice => null,
        FileKind.Folder => "it is a directory: expected a file",
        FileKind.Pipe => "it is a named pipe: expected a file",
        FileKind.CharacterDevice or FileKind.BlockDevice => "it is a device: expected a file",
        FileKind.Socket => "it is a socket: expected a file",
        _ => "it is no regular file",
    };

    /// <summary>An error number of a file as a sentence that does without the file's name.</summary>
    public static string Words(int error) => error switch
    {
        Errno.PermissionDenied => "permission denied",
        Errno.NotADirectory => "its directory does not exist",
        Errno.NameTooLong => "its name is too long",
        _ => Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant(),
    };

    private static SafeFileHandle Open(string path, Func<string, SafeFileHandle> open, long largest = long.MaxValue)
    {
        SafeFileHandle file;
        try
        {
            file = open(path);
        }
        catch (IOException e) when (e.HResult > 0) // an error number
        {
            // A directory opened to write, a socket, a pipe without its other end: the kernel's words would not say what it is.
            throw FileStatus.TryGet(path, out var found) && Problem(found) is { } problem ? new UnfitFileException(problem)
                : e.HResult is Errno.NoEntry or Errno.NotADirectory ? new FileNotFoundException("there is no such file")
                : new IOException(Words(e.HResult), e.HResult);
        }

        var status = FileStatus.Of(file);
        if (Problem(status) is null && status.Size <= (ulong)largest)
            return file;
        file.Dispose();
        throw Problem(status) is { } unfit ? new UnfitFileException(unfit) : UnfitFileException.TooLarge(largest);
    }
}
