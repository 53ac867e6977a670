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
    private readonly string _prefix;

    private Syslog(int facility, string prefix) => (_priority, _prefix) = ((facility << 3) | Informational, prefix);

    /// <param name="prefix">What each message begins with.</param>
    public static Syslog Open(string facility, string prefix = "")
    {
        if (WhyNot(facility) is { } reason)
            throw new IOException(reason);
        var number = NumberOf(facility);
        OpenLog(s_identity, WithPid | NoWait, number << 3);
        return new Syslog(number, prefix);
    }

    /// <returns>Null if there is such a facility.</returns>
    public static string? WhyNot(string facility) =>
        facility.Length > 0 && NumberOf(facility) >= 0 ? null
        : $"logfile = \"{facility}\" is neither an absolute path nor a syslog facility ({string.Join(", ", s_facilities.Where(name => name.Length > 0))})";

    private static int NumberOf(string facility) => Array.IndexOf(s_facilities, facility.ToLowerInvariant());

    public override string LineOf(string message) => _prefix + LogLine.OneLine(message);

    public override void Write(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Log(_priority, s_format, line);
    }

    [LibraryImport("libc", EntryPoint = "openlog")]
    private static partial void OpenLog(nint identity, int options, int facility);

    // Variadic in C: with no floating-point argument the call is the same as this one on x86-64 and on arm64 Linux.
    [LibraryImport("libc", EntryPoint = "syslog", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Log(int priority, nint format, string message);
}
