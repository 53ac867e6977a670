using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>
/// The folder of an ordinary user's dry run: that user's own, open to nobody else, and no link. In a folder that all may write to, somebody could lay out links
/// or a socket under the names that we use.
/// </summary>
internal static partial class PrivateFolder
{
    // <fcntl.h>, <linux/stat.h>; struct statx is the same on every architecture.
    private const int CurrentFolder = -100, NoFollow = 0x100, EmptyPath = 0x1000;
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8;
    private const int StatSize = 256, OwnerAt = 20, ModeAt = 28;
    private const int TypeMask = 0xF000, Directory = 0x4000, RegularFile = 0x8000, OthersMask = 0x3F;

    /// <summary>XDG_RUNTIME_DIR if it is such a folder, else ldirectord-UID among the temporary files.</summary>
    /// <param name="make">Makes the latter if it is not there. Who only looks does not: no folder is as good as an empty one.</param>
    /// <exception cref="IOException">What stands there is not fit; the message is a sentence for the operator.</exception>
    public static string Find(string? runtimeFolder, string temporaryFolder, bool make)
    {
        if (runtimeFolder is ['/', ..] && Problem(runtimeFolder) is null)
            return runtimeFolder.TrimEnd('/');
        var path = $"{temporaryFolder.TrimEnd('/')}/ldirectord-{EffectiveUser()}";
        if (make)
        {
            // What is there already is left as it is, and judged below.
            _ = MakeDirectory(path, (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
        if (!make && Look(CurrentFolder, path, NoFollow) is null)
            return path;
        return Problem(path) is { } problem
            ? throw new IOException($"{path} {problem}: a dry run of an ordinary user needs it as a folder of that user's own, mode 0700; remove it, or set XDG_RUNTIME_DIR")
            : path;
    }

    /// <summary>Whether the open file is a regular one of this process's own user.</summary>
    public static bool IsOwn(SafeFileHandle file)
    {
        var refused = false;
        file.DangerousAddRef(ref refused);
        try
        {
            return Look((int)file.DangerousGetHandle(), "", EmptyPath) is { } found && (found.Mode & TypeMask) == RegularFile && found.Owner == EffectiveUser();
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <returns>Null: it is a folder of this process's own user, and nobody else may enter it.</returns>
    private static string? Problem(string path)
    {
        if (Look(CurrentFolder, path, NoFollow) is not { } found)
            return $"cannot be used ({Marshal.GetLastPInvokeErrorMessage()})";
        var (mode, owner) = found;
        if ((mode & TypeMask) != Directory)
            return "is no folder";
        if (owner != EffectiveUser())
            return string.Create(CultureInfo.InvariantCulture, $"belongs to user {owner}");
        return (mode & OthersMask) != 0 ? $"is open to other users (mode 0{Convert.ToString(mode & 0xFFF, 8)})" : null;
    }

    /// <returns>Null: it cannot be looked at (errno).</returns>
    private static (int Mode, uint Owner)? Look(int folder, string path, int flags)
    {
        Span<byte> found = stackalloc byte[StatSize];
        return Stat(folder, path, flags, TypeModeAndOwner, found) == 0
            ? (MemoryMarshal.Read<ushort>(found[ModeAt..]), MemoryMarshal.Read<uint>(found[OwnerAt..]))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, Span<byte> found);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
