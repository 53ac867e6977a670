using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

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

    private readonly FileStream _file;

    private InstanceLock(FileStream file) => _file = file;

    /// <returns>The lock, or null when another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be made; the message is a sentence for the operator.</exception>
    public static InstanceLock? TryTake(string path)
    {
        FileStream file;
        try
        {
            // FileShare.ReadWrite: .NET would otherwise take a lock of its own.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write the lock file {path}: {e.Message}", e);
        }
        if (FLock(file.SafeFileHandle, Exclusive | NonBlocking) == 0)
            return new InstanceLock(file);
        file.Dispose();
        return null;
    }

    /// <summary>Who holds the lock at <paramref name="path"/>, by its own words; pid 0 if nobody does or it cannot be read.</summary>
    public static (int Pid, Phase Phase) Holder(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split(' ', '\n') is [var pid, var phase, ..]
                && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, Enum.TryParse<Phase>(phase, out var known) ? known : Phase.Unknown)
                : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    public void Say(Phase phase)
    {
        var text = Encoding.ASCII.GetBytes($"{Environment.ProcessId} {phase}\n");
        RandomAccess.Write(_file.SafeFileHandle, text, 0);
        RandomAccess.SetLength(_file.SafeFileHandle, text.Length);
    }

    /// <summary>The file stays, empty: to remove it would leave two who each hold a lock of that name.</summary>
    public void Dispose()
    {
        try
        {
            RandomAccess.SetLength(_file.SafeFileHandle, 0);
        }
        catch (IOException)
        {
            // Who reads it finds a process that is gone.
        }
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle file, int operation);
}
