using System.Runtime.InteropServices;

namespace Ldirectord.Cli;

/// <summary>logfile = "facility": messages go to syslog(3), at level info, as ldirectord[PID].</summary>
internal sealed partial class Syslog : LogSink
{
    // syslog.h: a facility is its number shifted left by three.
    private static readonly string[] s_facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    private const int WithPid = 0x01, NoWait = 0x08;
    private const int Informational = 6;

    // openlog(3) keeps the pointer.
    private static readonly nint s_identity = Marshal.StringToCoTaskMemUTF8("ldirectord");
    private static readonly nint s_format = Marshal.StringToCoTaskMemUTF8("%s");

    private readonly int _priority;

    private Syslog(int facility) => _priority = (facility << 3) | Informational;

    public static Syslog Open(string facility)
    {
        var number = Array.IndexOf(s_facilities, facility.ToLowerInvariant());
        if (facility.Length == 0 || number < 0)
            throw new IOException(
                $"logfile = \"{facility}\" is neither an absolute path nor a syslog facility ({string.Join(", ", s_facilities.Where(name => name.Length > 0))})");
        OpenLog(s_identity, WithPid | NoWait, number << 3);
        return new Syslog(number);
    }

    public override void Write(string message) => Log(_priority, s_format, LogLine.OneLine(message));

    [LibraryImport("libc", EntryPoint = "openlog")]
    private static partial void OpenLog(nint identity, int options, int facility);

    // Variadic in C: with no floating-point argument the call is the same as this one on x86-64 and on arm64 Linux.
    [LibraryImport("libc", EntryPoint = "syslog", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Log(int priority, nint format, string message);
}
