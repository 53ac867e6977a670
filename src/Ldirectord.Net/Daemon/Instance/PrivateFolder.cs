using System.Globalization;
using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>
/// The folder of an ordinary user's dry run: that user's own, open to nobody else, and no link. In a folder that all may write to, somebody could lay out links
/// or a socket under the names that we use.
/// </summary>
internal static partial class PrivateFolder
{
    private const int OthersMask = 0x3F;

    /// <summary>XDG_RUNTIME_DIR if it is such a folder, else ldirectord-UID among the temporary files.</summary>
    /// <param name="make">Makes the latter if it is not there. Who only looks does not: no folder is as good as an empty one.</param>
    /// <exception cref="IOException">What stands there is not fit; the message is a sentence for the operator.</exception>
    public static string Find(string? runtimeFolder, string temporaryFolder, bool make)
    {
        if (runtimeFolder is ['/', ..] && Problem(runtimeFolder) is null)
            return runtimeFolder.TrimEnd('/');
        var path = $"{temporaryFolder.TrimEnd('/')}/ldirectord-{PosixFile.EffectiveUser()}";
        if (make)
        {
            // What is there already is left as it is, and judged below.
            _ = MakeDirectory(path, (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
        if (!make && !FileStatus.TryGet(path, out _, follow: false))
            return path;
        return Problem(path) is { } problem
            ? throw new IOException($"{path} {problem}: a dry run of an ordinary user needs it as a folder of that user's own, mode 0700; remove it, or set XDG_RUNTIME_DIR")
            : path;
    }

    /// <returns>Null: it is a folder of this process's own user, and nobody else may enter it.</returns>
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
