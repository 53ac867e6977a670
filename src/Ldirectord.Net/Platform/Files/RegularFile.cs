using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Platform;

/// <summary>
/// Opens files that an operator names. A pipe, a device or a huge file could block the reader forever or use up all memory, so anything but
/// a regular file within its limit is refused before a byte is read. /dev/null counts as an empty file.
/// </summary>
internal static class RegularFile
{
    /// <summary>Bytes of the largest file that is read. A configuration of 100,000 virtual services has a tenth of that.</summary>
    public const int Largest = 64 * 1024 * 1024;

    /// <summary>Bytes of the longest file name (NAME_MAX).</summary>
    public const int LongestName = 255;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="UnfitFileException">The file is not regular, or larger than <paramref name="largest"/>.</exception>
    /// <exception cref="IOException">Another reason, in a few words without the file's name.</exception>
    public static FileStream OpenToRead(string path, long largest = Largest) =>
        new(Open(path, PosixFile.OpenToRead, largest), FileAccess.Read, bufferSize: 0);

    /// <summary>Opens a file for locking; creates it if needed.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static SafeFileHandle OpenToLock(string path) => Open(path, PosixFile.OpenToLock);

    /// <summary>The whole of a file as UTF-8.</summary>
    /// <exception cref="IOException">As <see cref="OpenToRead"/>.</exception>
    public static string ReadText(string path, int largest = Largest)
    {
        using var file = OpenToRead(path, largest);
        // Files such as those of /proc are longer than their size says, and any file may grow.
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

    /// <summary>Appends to a file; creates it if needed, with mode 0644 less the umask.</summary>
    /// <exception cref="IOException">The file is not regular, or another reason, in a few words without the file's name.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = Open(path, PosixFile.OpenToAppend);
        RandomAccess.Write(file, bytes, 0); // O_APPEND writes at the end, whatever the position (pwrite(2))
    }

    /// <summary>Checks a file that a library will open itself.</summary>
    /// <exception cref="IoFailureException">The file is not regular, or does not exist.</exception>
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

    /// <summary>Why the file must not be read or written; null if it may.</summary>
    public static string? Problem(in FileStatus status) => status.Kind switch
    {
        FileKind.Regular => null,
        FileKind.CharacterDevice when status.IsNullDevice => null,
        FileKind.Folder => "it is a directory: expected a file",
        FileKind.Pipe => "it is a named pipe: expected a file",
        FileKind.CharacterDevice or FileKind.BlockDevice => "it is a device: expected a file",
        FileKind.Socket => "it is a socket: expected a file",
        _ => "it is not a regular file",
    };

    /// <summary>The text for a file's error number, without the file's name.</summary>
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
            // The kernel's text would not say that it is a directory, a socket or a pipe.
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
