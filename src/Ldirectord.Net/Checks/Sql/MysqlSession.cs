using System.Globalization;
using System.Net;
using System.Text;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// A session with a MySQL or MariaDB server, by the non-blocking functions of MariaDB Connector/C: each returns what it waits for, and the
/// session waits for that and the token together. With TLS some functions block all the same: therefore the token also shuts down the
/// socket. The library keeps a function's state on its own stack, so all calls are made on one thread.
/// </summary>
internal sealed unsafe class MysqlSession : IDisposable
{
    // Largest packet, and so largest row, in bytes.
    private const uint MaxPacket = 1024 * 1024;

    // Rows that are read to the end of a result, so that the session can end in order.
    private const int MaxRows = 100;

    private const uint FirstClientError = 2000;
    private const uint FirstOtherError = 3000;

    // Bytes. The library's default, 60 KB, may be too little for TLS and the system's resolver.
    private const int StackSize = 256 * 1024;

    private readonly nint _mysql;
    private readonly int _cancelled;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _ct;
    private int _socket = -1; // a duplicate of the library's: its number cannot be reused before it is shut down
    private bool _loggedIn;
    private IoFailureException? _shortage;

    public MysqlSession(CancellationToken ct)
    {
        _ct = ct;
        LibMariadb.Needed.Demand("service = mysql");
        _mysql = LibMariadb.Init(0);
        _cancelled = Libc.EventFd(0, Libc.SockCloexec | Libc.SockNonblock);
        if (_cancelled < 0)
        {
            LibMariadb.Close(_mysql);
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        }

        _registration = ct.UnsafeRegister(static self => ((MysqlSession)self!).OnCancelled(), this);
    }

    /// <summary>The stage, and what the session waits for: "within 5 s" follows.</summary>
    private (IoFailure Stage, string Words) Awaited { get; set; } = (IoFailure.ConnectTimeout, "no answer to the connection request");

    /// <summary>Connects and logs in. Reads no option file, and sends the server no local file.</summary>
    /// <exception cref="IoFailureException">Connection or login failed.</exception>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public void Connect(IPEndPoint target, TlsSettings tls, string login, string password, string database)
    {
        SetNumber(LibMariadb.OptNonblock, StackSize);
        SetNumber(LibMariadb.OptLocalInfile, 0);
        SetNumber(LibMariadb.OptProtocol, LibMariadb.ProtocolTcp);
        SetNumber(LibMariadb.OptMaxAllowedPacket, MaxPacket);
        SetNumber(LibMariadb.OptSslVerifyServerCert, tls.Verify ? 1u : 0);
        SetNumber(LibMariadb.OptSslEnforce, tls.Start == TlsStart.OnCommand ? 1u : 0);
        if (tls.CaFile.Length > 0)
        {
            // The library opens the file itself, and would wait for a pipe.
            RegularFile.DemandForLibrary(tls.CaFile);
            fixed (byte* file = Encoding.UTF8.GetBytes($"{tls.CaFile}\0"))
                _ = LibMariadb.Options(_mysql, LibMariadb.OptSslCa, file);
        }

        fixed (byte* host = Text(target.Address.ToString()), user = Text(login), secret = Text(password))
        fixed (byte* schema = database.Length == 0 ? null : Text(database))
        {
            // CLIENT_FOUND_ROWS as in the original: an UPDATE counts the rows it found, changed or not.
            var wait = LibMariadb.ConnectStart(
                out var connected, _mysql, host, user, secret, schema, (uint)target.Port, null, LibMariadb.ClientFoundRows);
            while (wait != 0)
                wait = LibMariadb.ConnectContinue(out connected, _mysql, Wait(wait));
            Check(connected != 0);
        }

        _loggedIn = true;
        Awaited = (IoFailure.AnswerTimeout, "logged in, but the answer to the query did not come");
    }

    /// <summary>Sends one query and reads its first row.</summary>
    public SqlResult Ask(string query)
    {
        fixed (byte* text = Text(query))
        {
            var wait = LibMariadb.QueryStart(out var failed, _mysql, text, (nuint)query.Length);
            while (wait != 0)
                wait = LibMariadb.QueryContinue(out failed, _mysql, Wait(wait));
            Check(failed == 0);
        }

        if (LibMariadb.FieldCount(_mysql) == 0)
            return new SqlResult(null, LibMariadb.AffectedRows(_mysql));
        var result = LibMariadb.UseResult(_mysql);
        Check(result != 0);
        try
        {
            return new SqlResult(FirstRow(result), 0);
        }
        finally
        {
            LibMariadb.FreeResult(result);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        LibMariadb.Close(_mysql);
        _ = Libc.Close(_cancelled);
        if (_socket >= 0)
            _ = Libc.Close(_socket);
    }

    private void OnCancelled()
    {
        _ = Libc.Write(_cancelled, 1, sizeof(ulong));
        _ = Libc.Shutdown(Volatile.Read(ref _socket), Libc.ShutBoth);
    }

    private ReadOnlyMemory<byte>? FirstRow(nint result)
    {
        var row = Fetch(result);
        if (row == null)
            return null;
        var first = Joined(row, LibMariadb.FetchLengths(result), (int)LibMariadb.FieldCount(_mysql));
        for (var count = 1; count < MaxRows && row != null; count++)
            row = Fetch(result);

        // Otherwise the library reads the rest of the result, however long, before it frees it.
        if (row != null)
            _ = LibMariadb.Cancel(_mysql);
        return first;
    }

    private byte** Fetch(nint result)
    {
        var wait = LibMariadb.FetchRowStart(out var row, result);
        while (wait != 0)
            wait = LibMariadb.FetchRowContinue(out row, result, Wait(wait));
        Check(row != null || LibMariadb.ErrorNumber(_mysql) == 0);
        return row;
    }

    /// <summary>The values as sent by the server, joined by tabs; NULL is empty.</summary>
    private static ReadOnlyMemory<byte> Joined(byte** values, nuint* lengths, int columns)
    {
        using var row = new MemoryStream();
        for (var column = 0; column < columns && row.Length < SqlResult.MaxRow; column++)
        {
            if (column > 0)
                row.WriteByte((byte)'\t');
            if (values[column] != null)
                row.Write(new ReadOnlySpan<byte>(values[column], (int)Math.Min(lengths[column], SqlResult.MaxRow)));
        }

        return row.ToArray();
    }

    /// <summary>
    /// Waits for what the library asks for. Returns a timeout when the token is cancelled: then the library ends its function.
    /// </summary>
    private int Wait(int wanted)
    {
        var socket = LibMariadb.Socket(_mysql);
        if (_socket < 0)
        {
            Volatile.Write(ref _socket, Libc.FileControl(socket, Libc.DuplicateCloexec, 0));

            // Without the duplicate nothing could end a blocking function of the library.
            if (_socket < 0 && (_shortage ??= Errno.FindShortage()) is not null)
                return LibMariadb.WaitTimeout;
            if (_ct.IsCancellationRequested)
                OnCancelled();
        }

        var events = stackalloc Libc.PollEntry[2];
        var (toRead, toWrite) = ((wanted & LibMariadb.WaitRead) != 0, (wanted & LibMariadb.WaitWrite) != 0);
        events[0] = new() { Fd = socket, Events = (short)((toRead ? Libc.PollIn : 0) | (toWrite ? Libc.PollOut : 0)) };
        events[1] = new() { Fd = _cancelled, Events = Libc.PollIn };
        while (Libc.Poll(events, 2, -1) < 0 && Errno.Last == Errno.Interrupted)
        {
        }

        if (events[1].Returned != 0)
            return LibMariadb.WaitTimeout;

        if (!_loggedIn)
            Awaited = (IoFailure.LoginTimeout, "connected, but the login did not end");

        // After an error or hang-up, the library's own read or write reports it.
        return events[0].Returned switch
        {
            var returned when (returned & (Libc.PollIn | Libc.PollOut)) == 0 => wanted & (LibMariadb.WaitRead | LibMariadb.WaitWrite),
            var returned => ((returned & Libc.PollIn) != 0 ? LibMariadb.WaitRead : 0)
                | ((returned & Libc.PollOut) != 0 ? LibMariadb.WaitWrite : 0),
        };
    }

    private void Check(bool succeeded)
    {
        if (succeeded && _shortage is null && !_ct.IsCancellationRequested)
            return;
        var failure = _shortage ?? Errno.FindShortage() ?? Failure(LibMariadb.ErrorNumber(_mysql), LibMariadb.Error(_mysql));

        // Closing must not wait for the server.
        _ = LibMariadb.Cancel(_mysql);
        throw _ct.IsCancellationRequested ? new WaitCanceledException(Awaited.Stage, Awaited.Words, _ct) : failure;
    }

    private IoFailureException Failure(uint number, string text)
    {
        var shown = ServerText.Line(text);
        return number switch
        {
            LibMariadb.SocketCreateError or LibMariadb.ConnectionError or LibMariadb.ConnectHostError
                or LibMariadb.IpSocketError when SystemError(text) is { } error => Errno.Failure(error, IoFailure.Connect),
            LibMariadb.ServerGone or LibMariadb.ServerLost => new IoFailureException(
                IoFailure.Broken, _loggedIn ? "logged in, but the server closed the connection, or its answer has a row over 1 MB"
                : "connected, but the server closed the connection"),
            LibMariadb.SslConnectionError => new IoFailureException(IoFailure.Tls, $"connected, but TLS was not agreed on: {shown}"),
            LibMariadb.PluginCannotLoad =>
                new IoFailureException(IoFailure.Local, $"the login needs a plugin of {LibMariadb.Library} that cannot be loaded: {shown}"),
            >= FirstClientError and < FirstOtherError and not LibMariadb.PluginError => new IoFailureException(
                IoFailure.Malformed, $"{(_loggedIn ? "the query failed" : "the login failed")}: {shown} ({number})"),
            _ => new IoFailureException(
                _loggedIn ? IoFailure.Refused : IoFailure.Login,
                $"{(_loggedIn ? "the query failed" : "the login was refused")}: {shown} ({number})"),
        };
    }

    /// <summary>
    /// The system's error number at the end of the library's text: Can't connect to server on '192.0.2.1' (111); null if there is none.
    /// </summary>
    private static int? SystemError(string text) =>
        text.LastIndexOf('(') is >= 0 and var at
        && int.TryParse(text[(at + 1)..].TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var error) && error > 0
            ? error
            : null;

    private void SetNumber(int option, nuint value) => _ = LibMariadb.Options(_mysql, option, &value);

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes($"{text}\0");
}
