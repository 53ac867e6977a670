using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Platform;

/// <summary>Tests whether a file can be appended to or created, without changing anything (faccessat(2)).</summary>
internal static partial class WriteAccess
{
    // fcntl.h and unistd.h: the same on x86-64 and arm64.
    private const int CurrentFolder = -100, EffectiveUser = 0x200;
    private const int Write = 2, Search = 1;

    /// <param name="anyKind">Accept devices and pipes too.</param>
    /// <param name="isDenied">Whether the reason is a missing permission of this user.</param>
    /// <returns>The reason in a few words; null if the file can be written.</returns>
    public static string? Problem(string path, bool anyKind, out bool isDenied)
    {
        isDenied = false;
        if (path.Length == 0)
            return "it has no name";
        if (path.Contains('\0'))
            return "its name holds a NUL character";
        if (FileStatus.TryGet(path, out var status))
        {
            return RegularFile.Problem(status) is { } unfit && (!anyKind || status.Kind is FileKind.Folder or FileKind.Socket) ? unfit
                : Denial(path, Write, out isDenied);
        }

        var error = Errno.Last;
        if (error != Errno.NoEntry)
        {
            isDenied = Errno.IsDenied(error);
            return RegularFile.Words(error);
        }

        // For a dangling link, open(2) creates its target.
        var link = new FileInfo(path);
        var made = link.LinkTarget is null ? path : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(Path.GetFullPath(made)) ?? "/";
        return !Directory.Exists(folder) ? "its directory does not exist"
            : Path.GetFileName(made).Length == 0 ? "it is a directory"
            : Encoding.UTF8.GetByteCount(Path.GetFileName(made)) > RegularFile.LongestName ? RegularFile.Words(Errno.NameTooLong)
            : Denial(folder, Write | Search, out isDenied);
    }

    private static string? Denial(string path, int access, out bool isDenied)
    {
        var error = MayAccess(CurrentFolder, path, access, EffectiveUser) == 0 ? 0 : Errno.Last;
        isDenied = Errno.IsDenied(error);
        return error == 0 ? null : RegularFile.Words(error);
    }

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MayAccess(int folder, string path, int access, int flags);
}
