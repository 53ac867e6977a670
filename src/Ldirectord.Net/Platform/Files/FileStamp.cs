namespace Ldirectord.Platform;

/// <summary>What tells that a file may have another content than before: it changes with almost every edit, at the cost of one system call.</summary>
internal readonly record struct FileStamp(ulong Inode, ulong Size, FileMoment Changed, FileMoment Modified)
{
    /// <summary>Links are followed. The default where there is no file.</summary>
    public static FileStamp Of(string path) =>
        !path.Contains('\0') && FileStatus.TryGet(path, out var status)
            ? new FileStamp(status.Inode, status.Size, status.Changed, status.Modified)
            : default;
}
