using System.Globalization;
using System.Text;
using Ldirectord.Platform;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.Daemon;

/// <summary>
/// logfile = "facility": messages go to syslog, at level info, as ldirectord[PID], in the form of syslog(3). syslog(3) itself is
/// not used: it waits for a reader that hangs, and does not report what it drops.
/// </summary>
internal sealed class SyslogSink : LogSink
{
    private const string Device = "/dev/log";

    // syslog.h: a facility is its number shifted left by three.
    private static readonly string[] s_facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    private const int Informational = 6;

    private readonly int _priority;
    private readonly string _prefix;
    private readonly string _path;

    private SafeFileHandle? _socket;
    private bool _isStream;

    private SyslogSink(int facility, string prefix, string path) =>
        (_priority, _prefix, _path) = ((facility << 3) | Informational, prefix, path);

    /// <param name="prefix">The beginning of each message.</param>
    /// <param name="path">The socket of the syslog daemon.</param>
    /// <exception cref="IOException">There is no such facility.</exception>
    public static SyslogSink Open(string facility, string prefix = "", string path = Device, TimeSpan? writeTimeout = null)
    {
        if (Problem(facility) is { } reason)
            throw new IOException(reason);
        return new SyslogSink(NumberOf(facility), prefix, path) { WriteTimeout = writeTimeout ?? DefaultWriteTimeout };
    }

    /// <returns>Why there is no such facility, or null if there is.</returns>
    public static string? Problem(string facility) =>
        facility.Length > 0 && NumberOf(facility) >= 0 ? null
        : $"logfile = \"{facility}\" is neither an absolute path nor a syslog facility "
            + $"({string.Join(", ", s_facilities.Where(name => name.Length > 0))})";

    private static int NumberOf(string facility) => Array.IndexOf(s_facilities, facility.ToLowerInvariant());

    /// <summary>The form of RFC 3164, as written to the socket: "&lt;158&gt;Nov 20 09:18:31 ldirectord[4242]: MESSAGE".</summary>
    public override string Format(LogEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"<{_priority}>{entry.Time:MMM} {entry.Time.Day,2} {entry.Time:HH:mm:ss} ldirectord[{Environment.ProcessId}]: {_prefix}")
        + LogLineFormat.OneLine(entry.Message);

    public override int Write(IReadOnlyList<string> lines)
    {
        for (var written = 0; written < lines.Count; written++)
        {
            if (!Send(lines[written]))
                return written;
        }

        return lines.Count;
    }

    public override string ToString() => "syslog";

    /// <returns>False if the reader takes no more.</returns>
    private bool Send(string line)
    {
        var isNew = _socket is null;
        var error = _socket is null ? Connect() : 0;
        while (error == 0)
        {
            // On a stream a message ends with a zero.
            var bytes = Encoding.UTF8.GetBytes(_isStream ? line + '\0' : line);
            if (Libc.Send(Number, bytes, bytes.Length, Libc.MsgNoSignal | Libc.MsgDontWait) >= 0)
                return true;
            error = Errno.Last;
            if (error == Errno.TryAgain && Libc.IsReadyToWrite(Number, WriteTimeout))
            {
                error = 0;
            }
            else if (error == Errno.TryAgain)
            {
                return false;
            }
            else if (!isNew && error != Errno.NoBuffers)
            {
                // The syslog daemon was restarted since the socket was connected.
                isNew = true;
                error = Connect();
            }
        }

        Disconnect();
        if (error is not (Errno.TryAgain or Errno.NoBuffers))
            throw new IOException($"cannot write to syslog ({_path}): {Errno.Words(error)}");
        // A stream that is not accepted, or a kernel without memory: no event would report a change.
        Thread.Sleep(WriteTimeout);
        return false;
    }

    private int Number => (int)_socket!.DangerousGetHandle();

    /// <returns>0, or an error number.</returns>
    private int Connect()
    {
        Disconnect();
        foreach (var type in (int[])[Libc.SockDgram, Libc.SockStream])
        {
            var socket = Libc.Socket(Libc.AfUnix, type | Libc.SockNonblock | Libc.SockCloexec, 0);
            if (socket < 0)
                return Errno.Last;
            (_socket, _isStream) = (new SafeFileHandle(socket, ownsHandle: true), type == Libc.SockStream);
            // struct sockaddr_un: the family, and the path ended by a zero.
            byte[] address = [Libc.AfUnix, 0, .. Encoding.UTF8.GetBytes(_path), 0];
            if (Libc.Connect(socket, address, address.Length) == 0)
                return 0;
            if (Errno.Last is var error && error != Errno.WrongType)
                return error;
        }

        return Errno.WrongType;
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
