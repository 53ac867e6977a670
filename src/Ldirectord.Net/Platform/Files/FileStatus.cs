using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Platform;

/// <summary>The kinds of file that inode(7) names, by their bits in st_mode.</summary>
internal enum FileKind
{
    Pipe = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}

/// <summary>A file's status from statx(2); the kernel's structure, the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly partial struct FileStatus
{
    // linux/stat.h, fcntl.h
    private const int CurrentFolder = -100, EmptyPath = 0x1000, NoFollow = 0x100;
    private const uint BasicStatus = 0x7FF;
    private const int KindMask = 0xF000;

    // /dev/null (null(4)) never blocks, and operators use it where a file must be named.
    private static readonly (uint, uint) s_null = (1, 3);

    [FieldOffset(20)]
    public readonly uint Owner;

    [FieldOffset(24)]
    public readonly uint Group;

    [FieldOffset(28)]
    private readonly ushort _mode;

    [FieldOffset(32)]
    public readonly ulong Inode;

    /// <summary>Bytes.</summary>
    [FieldOffset(40)]
    public readonly ulong Size;

    [FieldOffset(96)]
    public readonly FileMoment Changed;

    [FieldOffset(112)]
    public readonly FileMoment Modified;

    // The device, if the file is one.
    [FieldOffset(128)]
    private readonly uint _deviceMajor;

    [FieldOffset(132)]
    private readonly uint _deviceMinor;

    public FileKind Kind => (FileKind)(_mode & KindMask);

    /// <summary>Permissions and the bits above them.</summary>
    public int Mode => _mode & ~KindMask;

    public bool IsNullDevice => Kind == FileKind.CharacterDevice && (_deviceMajor, _deviceMinor) == s_null;

    /// <returns>False if the call failed (<see cref="Errno.Last"/>).</returns>
    public static bool TryGet(string path, out FileStatus status, bool follow = true) =>
        Stat(CurrentFolder, path, follow ? 0 : NoFollow, BasicStatus, out status) == 0;

    /// <exception cref="IOException">The call failed.</exception>
    public static FileStatus Of(SafeFileHandle file)
    {
        var added = false;
        file.DangerousAddRef(ref added);
        try
        {
            return Stat((int)file.DangerousGetHandle(), "", EmptyPath, BasicStatus, out var status) == 0
                ? status
                : throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Errno.Last);
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint wanted, out FileStatus status);
}

/// <summary>struct statx_timestamp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileMoment(long Seconds, uint Nanoseconds)
{
    /// <summary>In whole seconds; a file system may hold any number, so the nearest that a time can have.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
        Seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
}
