using System.Runtime.InteropServices;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// A lock that a daemon holds from its start to its end, on a file that says who holds it and what the holder is doing. It prevents
/// that two simultaneous starts both find no pid file, and covers instances without pid file. The lock is a flock(2), and in
/// addition an open file description lock (fcntl(2)): commands can query the second kind without taking it, so no start finds the
/// lock taken by a command.
/// </summary>
internal sealed partial class InstanceLock : IDisposable
{
    private const int Exclusive = 2, NonBlocking = 4;

    // <bits/fcntl-linux.h>, the same on x86-64 and arm64.
    private const int GetDescriptionLock = 36, SetDescriptionLock = 37;
    private const short WriteLock = 1, NoLock = 2;

    /// <summary>The end of the link in proc(5) to an open file that was removed.</summary>
    private const string Removed = " (deleted)";

    private readonly string _path;
    private readonly SafeFileHandle _file;

    private InstanceLock(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    /// <returns>The lock, or null if another process holds it.</returns>
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
            // The previous holder may have removed the file between open and lock: then the lock protects nothing.
            if (!IsRemoved(file))
            {
                // Erase the previous holder's text before a command takes it for ours.
                RandomAccess.SetLength(file, 0);
                var whole = new DescriptionLock { Type = WriteLock };
                _ = Control(file, SetDescriptionLock, ref whole);
                return new InstanceLock(path, file);
            }
            file.Dispose();
        }
    }

    /// <summary>The holder of the lock at <paramref name="path"/>, or null if it is free or cannot be read.</summary>
    public static LockHolder? Look(string path)
    {
        try
        {
            using var stream = RegularFile.OpenToRead(path);
            var file = stream.SafeFileHandle;
            var asked = new DescriptionLock { Type = WriteLock };
            if (Control(file, GetDescriptionLock, ref asked) != 0 || asked.Type == NoLock)
                return null;
            var buffer = new byte[Math.Min(RandomAccess.GetLength(file), LockHolder.MaxBytes)];
            return LockHolder.Parse(buffer.AsSpan(0, RandomAccess.Read(file, buffer, 0)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The holder of a lock whose file was removed meanwhile, by an administrator or a cleaner of old files.</summary>
    /// <param name="pid">The process that may hold it.</param>
    /// <returns>Null if the process does not hold it, or its open files are not visible.</returns>
    public static LockHolder? LookRemoved(string path, int pid)
    {
        try
        {
            // proc(5): the link leads to the open file even if its name is gone.
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

    /// <summary>Writes the text of the lock file.</summary>
    public void SetHolder(LockHolder holder)
    {
        var text = holder.ToBytes();
        RandomAccess.Write(_file, text, 0);
        RandomAccess.SetLength(_file, text.Length);
    }

    /// <summary>Removes the file, then releases the lock.</summary>
    public void Dispose()
    {
        try
        {
            // If it was removed already, a file of that name is another daemon's.
            if (!IsRemoved(_file))
                File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file stays; unlocked, it means nothing.
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

    /// <summary>Whether the name of the open file is gone: its link in proc(5) says so.</summary>
    private static bool IsRemoved(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget?.EndsWith(Removed, StringComparison.Ordinal) ?? false;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle file, int operation);

    // Variadic in C; on x86-64 and arm64 the arguments are passed as those of any function.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle file, int command, ref DescriptionLock argument);

    /// <summary>struct flock of fcntl(2); zeros except for the type mean the whole file.</summary>
    private struct DescriptionLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
