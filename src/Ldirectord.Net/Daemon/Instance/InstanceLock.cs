using System.Runtime.InteropServices;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// One daemon for one configuration, from its start to its end: a lock on a file that also tells who holds it and what it is doing. It
/// closes the gap in which two starts both find no pid file, and covers the instances that write none. The lock is a flock(2), and within
/// it an open file description lock (fcntl(2)): a command can ask for the second kind without taking it, not even for a moment in which a
/// start would find it taken.
/// </summary>
internal sealed partial class InstanceLock : IDisposable
{
    private const int Exclusive = 2, NonBlocking = 4;

    // <bits/fcntl-linux.h>, the same on x86-64 and arm64.
    private const int GetDescriptionLock = 36, SetDescriptionLock = 37;
    private const short WriteLock = 1, NoLock = 2;

    /// <summary>How proc(5) ends the link to an open file whose name is gone.</summary>
    private const string Removed = " (deleted)";

    private readonly string _path;
    private readonly SafeFileHandle _file;

    private InstanceLock(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    /// <returns>The lock, or null when another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be made; the message is a sentence for the operator.</exception>
    public static InstanceLock? TryTake(string path)
    {
        while (true)
        {
            var file = Open(path);
            if (FLock(file, Exclusive | NonBlocking) != 0)
            {
                file.Dispose();
                return null;
            }
            // Its last holder may have removed it between the two: then it locks nothing.
            if (!IsRemoved(file))
            {
                // What a holder before us said of itself goes before anybody can take it for ours.
                RandomAccess.SetLength(file, 0);
                var whole = new DescriptionLock { Type = WriteLock };
                _ = Control(file, SetDescriptionLock, ref whole);
                return new InstanceLock(path, file);
            }
            file.Dispose();
        }
    }

    /// <summary>Who holds the lock at <paramref name="path"/>; null if nobody does, or it cannot be read.</summary>
    public static LockHolder? Look(string path)
    {
        try
        {
            using var stream = RegularFile.OpenToRead(path);
            var file = stream.SafeFileHandle;
            var asked = new DescriptionLock { Type = WriteLock };
            if (Control(file, GetDescriptionLock, ref asked) != 0 || asked.Type == NoLock)
                return null;
            var buffer = new byte[Math.Min(RandomAccess.GetLength(file), LockHolder.MostBytes)];
            return LockHolder.Parse(buffer.AsSpan(0, RandomAccess.Read(file, buffer, 0)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The same of a lock whose file was removed while a process held it: a cleaner of old files, or a hand, takes it for a leftover.</summary>
    /// <param name="pid">The process that may hold it; null is also returned where its files are not to be seen.</param>
    public static LockHolder? LookRemoved(string path, int pid)
    {
        try
        {
            // proc(5): such a link leads to the file, whatever became of its name.
            return (
                from link in new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles()
                where link.LinkTarget?.EndsWith($"/{Path.GetFileName(path)}{Removed}", StringComparison.Ordinal) ?? false
                select Look(link.FullName)).FirstOrDefault(holder => holder?.Pid == pid);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="holder">Whom the file names.</param>
    public void SetHolder(LockHolder holder)
    {
        var text = holder.ToBytes();
        RandomAccess.Write(_file, text, 0);
        RandomAccess.SetLength(_file, text.Length);
    }

    /// <summary>Removes the file first and gives the lock back then.</summary>
    public void Dispose()
    {
        try
        {
            // Where it was removed already, what has its name now is another's.
            if (!IsRemoved(_file))
                File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays; without its lock it means nothing.
        }
        _file.Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return RegularFile.OpenToLock(path);
        }
        catch (IOException e)
        {
            var hint = Environment.IsPrivilegedProcess ? "" : ". ldirectord wants to be run by root";
            throw new IOException($"cannot write the lock file {path}: {e.Message}{hint}", e);
        }
    }

    /// <summary>proc(5): the link of an open file that was removed says so.</summary>
    private static bool IsRemoved(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget?.EndsWith(Removed, StringComparison.Ordinal) ?? false;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle file, int operation);

    // Variadic in C; see Syslog.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle file, int command, ref DescriptionLock argument);

    /// <summary>struct flock of fcntl(2); all zero but for its type it is the whole file.</summary>
    private struct DescriptionLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
