namespace Ldirectord.Platform;

/// <summary>Detects changes of a file at the cost of one system call: differs after almost every edit.</summary>
internal readonly record struct FileStamp(ulong Inode, ulong Size, FileMoment Changed, FileMoment Modified)
{
    /// <summary>Follows links. The default value if there is no file.</summary>
    public static FileStamp Of(string path) =>
        !path.Contains('\0') && FileStatus.TryGet(path, out var status) ? Of(status) : default;

    public static FileStamp Of(in FileStatus status) => new(status.Inode, status.Size, status.Changed, status.Modified);
}
