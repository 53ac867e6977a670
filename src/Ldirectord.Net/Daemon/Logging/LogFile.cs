using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// A log file, opened anew for each write: so a file that was rotated or removed is simply made again, and no line goes where nobody looks. Lines are
/// appended, because the instances of one machine share one file.
/// </summary>
/// <param name="own">Only a file of this process's own user, and no link, is written to.</param>
internal sealed class LogFile(string path, Func<LogEntry, string> format, bool own = false) : ByteSink
{
    public override string LineOf(LogEntry entry) => format(entry);

    /// <summary>Nothing is written to try it: a full disk does not refuse a start. Nor does a pipe whose reader comes later.</summary>
    public override void Prove()
    {
        try
        {
            Open().Dispose();
        }
        catch (IOException e) when (e.HResult != Errno.NoReader)
        {
            throw Failure(e);
        }
        catch (IOException)
        {
            // The writer says so when it has something to write.
        }
    }

    public override string ToString() => $"the log file {path}";

    protected override int Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var file = Open();
            return BoundedWrite.Append((int)file.DangerousGetHandle(), bytes, Patience);
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    /// <exception cref="IOException">The reason, in the kernel's words or ours.</exception>
    private SafeFileHandle Open() => own ? PosixFile.OpenOwnToAppend(path) : PosixFile.OpenToAppend(path);

    private IOException Failure(IOException e) => new($"cannot write {this}: {e.Message}", e);
}
