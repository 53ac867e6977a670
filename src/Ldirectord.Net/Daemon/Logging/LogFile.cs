using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// A log file. It is opened for each write: a file that was rotated or removed is created again, and no line goes to a removed
/// file. Lines are appended, because the instances of one machine share one file.
/// </summary>
/// <param name="own">Write only to a file of this process's user, and through no link.</param>
internal sealed class LogFile(string path, Func<LogEntry, string> format, bool own = false) : ByteSink
{
    public override string Format(LogEntry entry) => format(entry);

    /// <summary>Opens the file: a full disk does not prevent a start, nor does a pipe whose reader comes later.</summary>
    public override void CheckWritable()
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
            // The log's writer reports it when there is a line to write.
        }
    }

    public override string ToString() => $"the log file {path}";

    protected override int Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var file = Open();
            return BoundedWrite.Append((int)file.DangerousGetHandle(), bytes, WriteTimeout);
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    /// <exception cref="IOException">The message is the reason.</exception>
    private SafeFileHandle Open() => own ? PosixFile.OpenOwnToAppend(path) : PosixFile.OpenToAppend(path);

    private IOException Failure(IOException e) => new($"cannot write {this}: {e.Message}", e);
}
