using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>What the holder of a lock is doing.</summary>
internal enum Phase
{
    Unknown,
    Starting,
    Running,

    /// <summary>Running without a pid file: -d, or supervised.</summary>
    Foreground,
    Stopping,
}

/// <summary>
/// One daemon for one configuration, from its start to its end: a flock(2) on a file that also tells who holds it and what it is doing. It closes the gap
/// in which two starts both find no pid file, and covers the instances that write none.
/// </summary>
internal sealed partial class InstanceLock : IDisposable
{
    private const int Exclusive = 2, NonBlocking = 4;

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
                return new InstanceLock(path, file);
            file.Dispose();
        }
    }

    /// <summary>Who holds the lock at <paramref name="path"/>, by its own words; pid 0 if nobody does or it cannot be read.</summary>
    public static (int Pid, Phase Phase) Holder(string path)
    {
        try
        {
            using var file = NativeFile.OpenToRead(path);
            var buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, RandomAccess.Read(file, buffer, 0)).Split(' ', '\n') is [var pid, var phase, ..]
                && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, Enum.TryParse<Phase>(phase, out var known) ? known : Phase.Unknown)
                : default;
        }
        catch (IOException)
        {
            return default;
        }
    }

    public void Say(Phase phase)
    {
        var text = Encoding.ASCII.GetBytes($"{Environment.ProcessId} {phase}\n");
        RandomAccess.Write(_file, text, 0);
        RandomAccess.SetLength(_file, text.Length);
    }

    /// <summary>Removes the file first and gives the lock back then.</summary>
    public void Dispose()
    {
        try
        {
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
            return NativeFile.OpenToLock(path);
        }
        catch (IOException e)
        {
            var hint = Environment.IsPrivilegedProcess ? "" : ". ldirectord wants to be run by root";
            throw new IOException($"cannot write the lock file {path}: {e.Message}{hint}", e);
        }
    }

    /// <summary>proc(5): the link of an open file that was removed says so.</summary>
    private static bool IsRemoved(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) ?? false;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle file, int operation);
}
