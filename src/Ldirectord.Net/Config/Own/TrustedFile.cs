using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// Whether nobody but root and the user who runs this process can change what a path leads to: every folder, link and file on the way
/// belongs to one of the two, and neither group nor others may write to it. Above a program's own folder a sticky folder, such as /tmp, is
/// no danger: there only the owner removes or renames.
/// </summary>
internal static class TrustedFile
{
    /// <summary>Most links on the way, as the kernel's (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    // inode(7)
    private const int WritableByOthers = 0x12, Executable = 0x49, Sticky = 0x200;

    /// <summary>Looks at a folder in which programs are.</summary>
    /// <returns>What is wrong, with the path; null if nothing is.</returns>
    public static string? FolderProblem(string path) =>
        Walk(path, isProgram: false, out var end, out var status) is { } reason ? reason
            : status.Kind != FileKind.Folder ? $"{Shown(end)} is not a directory"
            : Writable(end, status);

    /// <summary>Looks at a program.</summary>
    /// <returns>What is wrong, with the path; null if nothing is.</returns>
    public static string? ProgramProblem(string path) =>
        Walk(path, isProgram: true, out var end, out var status) is { } reason ? reason
            : status.Kind != FileKind.Regular ? $"{Shown(end)} is not a regular file"
            : (status.Mode & Executable) == 0 ? $"{Shown(end)} is not executable"
            : Writable(end, status);

    /// <summary>Goes the way that the kernel goes, and looks at each step.</summary>
    /// <param name="end">What the path leads to.</param>
    private static string? Walk(string path, bool isProgram, out string end, out FileStatus status)
    {
        (end, status) = ("/", default);
        var rest = new Stack<string>(path.Split('/').Reverse());
        var folders = new Stack<(string Path, FileStatus Status)>();
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name == "..")
                folders.TryPop(out _);
            if (name is "" or "." or "..")
                continue;
            end = $"{(folders.TryPeek(out var folder) ? folder.Path : "")}/{name}";
            if (!FileStatus.TryGet(end, out status, follow: false))
                return $"{Shown(end)}: {Marshal.GetPInvokeErrorMessage(Errno.Last).ToLowerInvariant()}";
            if (status.Owner != 0 && status.Owner != PosixFile.EffectiveUser())
                return $"{Shown(end)} belongs to user {status.Owner}: expected root as its owner";
            var isLast = rest.Count == 0;
            // Who may write to this folder chooses the program.
            if (isProgram && isLast && folder.Path is not null && Writable(folder.Path, folder.Status) is { } around)
                return around;
            if (status.Kind != FileKind.Link)
            {
                if (!isLast && (status.Mode & Sticky) == 0 && Writable(end, status) is { } above)
                    return above;
                folders.Push((end, status));
                continue;
            }

            if (++links > MostLinks || new FileInfo(end).LinkTarget is not { } target)
                return $"{Shown(path)} leads through too many links";
            if (target.StartsWith('/'))
                folders.Clear();
            foreach (var part in target.TrimEnd('/').Split('/').Reverse())
                rest.Push(part);
        }

        return null;
    }

    private static string? Writable(string path, FileStatus status) => (status.Mode & WritableByOthers) == 0 ? null
        : $"others than its owner may write to {Shown(path)} (mode {Convert.ToString(status.Mode, 8)}): expected chmod go-w";

    private static string Shown(string path) => DirectiveReader.ShortenPath(path);
}
