using System.Globalization;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>
/// The folder of an ordinary user's dry run: a directory of that user, mode 0700, no link. In a folder that others may write to,
/// another user could place links or a socket under the names of our files.
/// </summary>
internal static partial class PrivateFolder
{
    private const int OthersMask = 0x3F;

    /// <summary>XDG_RUNTIME_DIR if it is such a folder, otherwise ldirectord-UID in the folder of temporary files.</summary>
    /// <param name="make">
    /// Creates the latter if it is missing. Commands that only look do not: for them no folder is as good as an empty one.
    /// </param>
    /// <exception cref="IOException">The folder is not fit; the message is a sentence for the operator.</exception>
    public static string Find(string? runtimeFolder, string temporaryFolder, bool make)
    {
        if (runtimeFolder is ['/', ..] && Problem(runtimeFolder) is null)
            return runtimeFolder.TrimEnd('/');
        var path = $"{temporaryFolder.TrimEnd('/')}/ldirectord-{PosixFile.EffectiveUser()}";
        if (make)
        {
            // An existing one is left as it is, and checked below.
            _ = MakeDirectory(path, (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
        if (!make && !FileStatus.TryGet(path, out _, follow: false))
            return path;
        return Problem(path) is { } problem
            ? throw new IOException(
                $"{path} {problem}: a dry run of an ordinary user needs it as a folder of that user's own, mode 0700; "
                + "remove it, or set XDG_RUNTIME_DIR")
            : path;
    }

    /// <returns>Null if it is a folder of this process's user that no other user may enter.</returns>
    private static string? Problem(string path)
    {
        if (!FileStatus.TryGet(path, out var found, follow: false))
            return $"cannot be used ({Marshal.GetLastPInvokeErrorMessage()})";
        if (found.Kind != FileKind.Folder)
            return "is no folder";
        if (found.Owner != PosixFile.EffectiveUser())
            return string.Create(CultureInfo.InvariantCulture, $"belongs to user {found.Owner}");
        return (found.Mode & OthersMask) != 0 ? $"is open to other users (mode 0{Convert.ToString(found.Mode, 8)})" : null;
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, int mode);
}
