using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Cli;

/// <summary>
/// A log file, opened anew for each line: so a file that was rotated or removed is simply made again, and no line goes where nobody looks. O_APPEND, because
/// the instances of one machine share one file.
/// </summary>
internal sealed partial class LogFile : LogSink
{
    // fcntl.h, the same on x86-64 and arm64.
    private const int WriteOnly = 0x1, Create = 0x40, Append = 0x400, CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // rw-r--r--

    private readonly string _path;
    private readonly Func<string, string> _format;

    private LogFile(string path, Func<string, string> format) => (_path, _format) = (path, format);

    public static LogFile Open(string path, Func<string, string> format)
    {
        OpenForAppend(path).Dispose();
        return new LogFile(path, format);
    }

    public override void Write(string message)
    {
        using var file = OpenForAppend(_path);
        var bytes = Encoding.UTF8.GetBytes(_format(message) + '\n');
        var written = Write(file, bytes, bytes.Length);
        if (written != bytes.Length)
            throw new IOException($"cannot write the log file {_path}: {(written < 0 ? Marshal.GetLastPInvokeErrorMessage() : "the disk is full")}");
    }

    private static SafeFileHandle OpenForAppend(string path)
    {
        var file = Open(path, WriteOnly | Create | Append | CloseOnExec, Mode);
        return file.IsInvalid ? throw new IOException($"cannot write the log file {path}: {Marshal.GetLastPInvokeErrorMessage()}") : file;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint count);
}
