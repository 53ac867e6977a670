using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Net;

/// <summary>
/// Opens the files that an operator names. A pipe, a device or a huge file would hold its reader for ever, or take all memory: what is no regular
/// file, or is larger than its bound, is refused by open(2) with O_NONBLOCK and statx(2), before a byte is read. /dev/null counts as an empty file.
/// </summary>
internal static partial class RegularFile
{
    /// <summary>Bytes of the largest file that is read. A configuration of 100,000 virtual services has a tenth of it.</summary>
    public const int Largest = 64 * 1024 * 1024;

    /// <summary>Bytes of the longest name that a file may have in its directory (NAME_MAX).</summary>
    public const int LongestName = 255;

    // fcntl.h and linux/stat.h: the same on x86-64 and arm64.
    private const int ReadOnly = 0x0, WriteOnly = 0x1, Create = 0x40, AtTheEnd = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100, EmptyPath = 0x1000, EffectiveUser = 0x200;
    private const int WriteAccess = 2, SearchAccess = 1;
    private const int TypeMask = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Folder = 0x4000, BlockDevice = 0x6000, Regular = 0x8000;
    private const int Socket = 0xC000;
    private const uint BasicStatus = 0x7FF;
    private const int Mode = 0x1A4; // rw-r--r--

    // /dev/null (null(4)): nothing is ever waited for there, and operators write it where a file must be named.
    private static readonly (uint, uint) s_null = (1, 3);

    /// <summary>Opens a file to read it, from its beginning.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnfitFileException">It is no regular file, or larger than <paramref name="largest"/>.</exception>
    /// <exception cref="IOException">Another reason, in a few words without the file's name.</exception>
    public static FileStream OpenToRead(string path, long largest = Largest)
    {
        var file = Open(path, ReadOnly);
        try
        {
            Demand(file, largest);
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

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
        using var file = Open(path, WriteOnly | Create | AtTheEnd);
        Demand(file);
        RandomAccess.Write(file, bytes, 0); // with O_APPEND at the end, whatever the position (pwrite(2))
    }

    /// <summary>What changes with almost every edit, at the cost of one system call; links are followed. The default where nothing is.</summary>
    public static FileStamp StampOf(string path) =>
        path.Contains('\0') || Stat(CurrentDirectory, path, 0, BasicStatus, out var status) != 0
            ? default
            : new FileStamp(status.Inode, status.Size, status.Changed, status.Modified);

    /// <summary>Refuses a file that a library will open by itself.</summary>
    /// <exception cref="NetException">It is no regular file, or is not there.</exception>
    public static void DemandForLibrary(string path)
    {
        try
        {
            using var file = OpenToRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetException(NetFailure.Local, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Refuses an open file that is not regular, or too large.</summary>
    /// <exception cref="UnfitFileException">So it is.</exception>
    public static void Demand(SafeFileHandle file, long largest = long.MaxValue)
    {
        var added = false;
        file.DangerousAddRef(ref added);
        try
        {
            if (Stat((int)file.DangerousGetHandle(), "", EmptyPath, BasicStatus, out var status) != 0)
                throw Failure(Errno.Last);
            if (WhyUnfit(status) is { } reason)
                throw new UnfitFileException(reason);
            if (status.Size > (ulong)largest)
                throw UnfitFileException.TooLarge(largest);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>Why a file cannot be appended to, or made where there is none; looks only, and changes nothing.</summary>
    /// <param name="anyKind">It may be a device or a pipe too.</param>
    /// <param name="isDenied">It is this user who may not.</param>
    /// <returns>The reason in a few words, or null if it can be.</returns>
    public static string? WhyNotWritable(string path, bool anyKind, out bool isDenied)
    {
        isDenied = false;
        if (path.Length == 0)
            return "it has no name";
        if (path.Contains('\0'))
            return "its name holds a NUL character";
        if (Stat(CurrentDirectory, path, 0, BasicStatus, out var status) == 0)
        {
            return WhyUnfit(status) is { } unfit && (!anyKind || (status.Mode & TypeMask) is Folder or Socket) ? unfit
                : WhyNoAccess(path, WriteAccess, out isDenied);
        }

        var error = Errno.Last;
        if (error != Errno.NoSuchFile)
        {
            isDenied = Errno.IsDenied(error);
            return Words(error);
        }

        // open(2) makes the file that a link names.
        var link = new FileInfo(path);
        var made = link.LinkTarget is null ? path : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(Path.GetFullPath(made)) ?? "/";
        return !Directory.Exists(folder) ? "its directory does not exist"
            : Path.GetFileName(made).Length == 0 ? "it is a directory"
            : Encoding.UTF8.GetByteCount(Path.GetFileName(made)) > LongestName ? Words(Errno.NameTooLong)
            : WhyNoAccess(folder, WriteAccess | SearchAccess, out isDenied);
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        if (path.Contains('\0'))
            throw new IOException("its name holds a NUL character");
        var file = Open(path, flags | NonBlocking | CloseOnExec, Mode);
        if (!file.IsInvalid)
            return file;
        var error = Errno.Last;
        file.Dispose();
        // A directory opened to write, a socket, a pipe without its other end: the kernel's words would not say what it is.
        throw Stat(CurrentDirectory, path, 0, BasicStatus, out var status) == 0 && WhyUnfit(status) is { } reason
            ? new UnfitFileException(reason)
            : Failure(error);
    }

    private static string? WhyNoAccess(string path, int access, out bool isDenied)
    {
        var error = MayAccess(CurrentDirectory, path, access, EffectiveUser) == 0 ? 0 : Errno.Last;
        isDenied = Errno.IsDenied(error);
        return error == 0 ? null : Words(error);
    }

    private static string? WhyUnfit(in Status status) => (status.Mode & TypeMask) switch
    {
        Regular => null,
        CharacterDevice when (status.DeviceMajor, status.DeviceMinor) == s_null => null,
        Folder => "it is a directory: expected a file",
        Pipe => "it is a named pipe: expected a file",
        CharacterDevice or BlockDevice => "it is a device: expected a file",
        Socket => "it is a socket: expected a file",
        _ => "it is no regular file",
    };

    private static IOException Failure(int error) => error is Errno.NoSuchFile or Errno.NotADirectory
        ? new FileNotFoundException("there is no such file")
        : new IOException(Words(error));

    private static string Words(int error) => error switch
    {
        Errno.PermissionDenied => "permission denied",
        Errno.NotADirectory => "its directory does not exist",
        Errno.NameTooLong => "its name is too long",
        _ => Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant(),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint wanted, out Status status);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MayAccess(int folder, string path, int access, int flags);

    /// <summary>struct statx of statx(2), which is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public FileMoment Changed;

        [FieldOffset(112)]
        public FileMoment Modified;

        // Of a device's file, which device it is.
        [FieldOffset(128)]
        public uint DeviceMajor;

        [FieldOffset(132)]
        public uint DeviceMinor;
    }
}

/// <summary>A file that is there, and is none to be read or written: no regular file, or too large.</summary>
internal sealed class UnfitFileException(string message) : IOException(message)
{
    public static UnfitFileException TooLarge(long largest) =>
        new($"it is larger than {(largest >= 1 << 20 ? $"{largest >> 20} MB" : $"{largest} bytes")}");
}

/// <summary>What tells that a file may have another content than before.</summary>
internal readonly record struct FileStamp(ulong Inode, ulong Size, FileMoment Changed, FileMoment Modified);

/// <summary>struct statx_timestamp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileMoment(long Seconds, uint Nanoseconds);
