using System.Globalization;
using System.Net;
using System.Text;
using Ldirectord.Net;

namespace Ldirectord.Checks;

/// <summary>
/// A session with a MySQL or MariaDB server, by the non-blocking half of MariaDB Connector/C: each of its functions says what it waits for, and here that is
/// waited for together with the token. With TLS some of them wait by themselves all the same: the token also shuts the socket, which ends that. The library
/// keeps a function's state on a stack of its own, so all calls are made on one thread.
/// </summary>
internal sealed unsafe class MysqlSession : IDisposable
{
    // A packet, hence a row, may have as many bytes.
    private const uint MaxPacket = 1024 * 1024;

    // Rows that are read to their end, for the sake of an orderly leave.
    private const int MaxRows = 100;

    private const uint FirstClientError = 2000;
    private const uint FirstOtherError = 3000;

    // The library's default, 60 KB, is little for what TLS and the system's resolver may want.
    private const int StackSize = 256 * 1024;

    private readonly nint _mysql;
    private readonly int _cancelled;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _ct;
    private int _socket = -1; // ours, of the library's connection: it cannot be somebody else's by the time it is shut
    private bool _loggedIn;
    private NetException? _lack;

    public MysqlSession(CancellationToken ct)
    {
        _ct = ct;
        Mysql.Needed.Demand("service = mysql");
        _mysql = Mysql.Init(0);
        _cancelled = Libc.EventFd(0, Libc.SockCloexec | Libc.SockNonblock);
        if (_cancelled < 0)
        {
            Mysql.Close(_mysql);
            throw Errno.Failure(Errno.Last, NetFailure.Local);
        }

        _registration = ct.UnsafeRegister(static self => ((MysqlSession)self!).OnCancelled(), this);
    }

    /// <summary>How far it has come, for an operator: "within 5 s" follows it.</summary>
    public string Awaited { get; private set; } = "no answer to the connection request";

    /// <summary>Connects and logs in. No file of options is read, and the server is given no file.</summary>
    /// <exception cref="NetException">It was refused, or is impossible.</exception>
    /// <exception cref="StalledException">The token fired first.</exception>
    public void Connect(IPEndPoint target, TlsSettings tls, string login, string password, string database)
    {
        SetNumber(Mysql.OptNonblock, StackSize);
        SetNumber(Mysql.OptLocalInfile, 0);
        SetNumber(Mysql.OptProtocol, Mysql.ProtocolTcp);
        SetNumber(Mysql.OptMaxAllowedPacket, MaxPacket);
        SetNumber(Mysql.OptSslVerifyServerCert, tls.Verify ? 1u : 0);
        SetNumber(Mysql.OptSslEnforce, tls.Start == TlsStart.OnCommand ? 1u : 0);
        if (tls.CaFile.Length > 0)
        {
            // The library opens it by itself, and would wait for a pipe.
            RegularFile.DemandForLibrary(tls.CaFile);
            fixed (byte* file = Encoding.UTF8.GetBytes($"{tls.CaFile}\0"))
                _ = Mysql.Options(_mysql, Mysql.OptSslCa, file);
        }

        fixed (byte* host = Text(target.Address.ToString()), user = Text(login), secret = Text(password), schema = database.Length == 0 ? null : Text(database))
        {
            // CLIENT_FOUND_ROWS, as the original has it: an UPDATE counts the rows it found, changed or not.
            var wait = Mysql.ConnectStart(out var connected, _mysql, host, user, secret, schema, (uint)target.Port, null, Mysql.ClientFoundRows);
            while (wait != 0)
                wait = Mysql.ConnectContinue(out connected, _mysql, Wait(wait));
            Check(connected != 0);
        }

        _loggedIn = true;
        Awaited = "logged in, but the answer to the query did not come";
    }

    /// <summary>Asks one query and reads its first row.</summary>
    public SqlAnswer Ask(string query)
    {
        fixed (byte* text = Text(query))
        {
            var wait = Mysql.QueryStart(out var failed, _mysql, text, (nuint)query.Length);
            while (wait != 0)
                wait = Mysql.QueryContinue(out failed, _mysql, Wait(wait));
            Check(failed == 0);
        }

        if (Mysql.FieldCount(_mysql) == 0)
            return new SqlAnswer(null, Mysql.AffectedRows(_mysql));
        var result = Mysql.UseResult(_mysql);
        Check(result != 0);
        try
        {
            return new SqlAnswer(FirstRow(result), 0);
        }
        finally
        {
            Mysql.FreeResult(result);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        Mysql.Close(_mysql);
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
        var first = Joined(row, Mysql.FetchLengths(result), (int)Mysql.FieldCount(_mysql));
        for (var count = 1; count < MaxRows && row != null; count++)
            row = Fetch(result);

        // The library would read the rest of a result before it lets go of it, however long.
        if (row != null)
            _ = Mysql.Cancel(_mysql);
        return first;
    }

    private byte** Fetch(nint result)
    {
        var wait = Mysql.FetchRowStart(out var row, result);
        while (wait != 0)
            wait = Mysql.FetchRowContinue(out row, result, Wait(wait));
        Check(row != null || Mysql.ErrorNumber(_mysql) == 0);
        return row;
    }

    /// <summary>Values as the server writes them, NULL as nothing, with tabs between.</summary>
    private static ReadOnlyMemory<byte> Joined(byte** values, nuint* lengths, int columns)
    {
        using var row = new MemoryStream();
        for (var column = 0; column < columns && row.Length < SqlAnswer.MaxRow; column++)
        {
            if (column > 0)
                row.WriteByte((byte)'\t');
            if (values[column] != null)
                row.Write(new ReadOnlySpan<byte>(values[column], (int)Math.Min(lengths[column], SqlAnswer.MaxRow)));
        }

        return row.ToArray();
    }

    /// <summary>Waits for what the library asks for; the token makes it a timeout, by which the library finds its way out of what it is in.</summary>
    private int Wait(int wanted)
    {
        var socket = Mysql.Socket(_mysql);
        if (_socket < 0)
        {
            Volatile.Write(ref _socket, Libc.FileControl(socket, Libc.DuplicateCloexec, 0));

            // Without it nothing would end what the library waits for by itself.
            if (_socket < 0 && (_lack ??= Errno.Lack()) is not null)
                return Mysql.WaitTimeout;
            if (_ct.IsCancellationRequested)
                OnCancelled();
        }

        var events = stackalloc Libc.PollEntry[2];
        events[0] = new() { Fd = socket, Events = (short)(((wanted & Mysql.WaitRead) != 0 ? Libc.PollIn : 0) | ((wanted & Mysql.WaitWrite) != 0 ? Libc.PollOut : 0)) };
        events[1] = new() { Fd = _cancelled, Events = Libc.PollIn };
        while (Libc.Poll(events, 2, -1) < 0 && Errno.Last == Errno.Interrupted)
        {
        }

        if (events[1].Returned != 0)
            return Mysql.WaitTimeout;

        if (!_loggedIn)
            Awaited = "connected, but the login did not come to its end";

        // An error or an end is learned of by doing what was waited for.
        return events[0].Returned switch
        {
            var returned when (returned & (Libc.PollIn | Libc.PollOut)) == 0 => wanted & (Mysql.WaitRead | Mysql.WaitWrite),
            var returned => ((returned & Libc.PollIn) != 0 ? Mysql.WaitRead : 0) | ((returned & Libc.PollOut) != 0 ? Mysql.WaitWrite : 0),
        };
    }

    private void Check(bool succeeded)
    {
        if (succeeded && _lack is null && !_ct.IsCancellationRequested)
            return;
        var failure = _lack ?? Errno.Lack() ?? Failure(Mysql.ErrorNumber(_mysql), Mysql.Error(_mysql));

        // Whatever the library does to take leave of a server that it has lost the thread with must not wait for it.
        _ = Mysql.Cancel(_mysql);
        throw _ct.IsCancellationRequested ? new StalledException(Awaited, _ct) : failure;
    }

    private NetException Failure(uint number, string text)
    {
        var shown = Shown.Line(text);
        return number switch
        {
            Mysql.SocketCreateError or Mysql.ConnectionError or Mysql.ConnectHostError or Mysql.IpSocketError when SystemError(text) is { } error => Errno.Failure(error, NetFailure.Connect),
            Mysql.ServerGone or Mysql.ServerLost => new NetException(
                NetFailure.Broken, _loggedIn ? "logged in, but the server closed the connection, or its answer has a row over 1 MB" : "connected, but the server closed the connection"),
            Mysql.SslConnectionError => new NetException(NetFailure.Tls, $"connected, but TLS was not agreed on: {shown}"),
            Mysql.PluginCannotLoad => new NetException(NetFailure.Local, $"the login needs a plugin of {Mysql.Library} that cannot be loaded: {shown}"),
            >= FirstClientError and < FirstOtherError and not Mysql.PluginError => new NetException(
                NetFailure.Malformed, $"{(_loggedIn ? "the query failed" : "the login failed")}: {shown} ({number})"),
            _ => new NetException(NetFailure.Broken, $"{(_loggedIn ? "the query failed" : "the login was refused")}: {shown} ({number})"),
        };
    }

    /// <summary>The error number of the system that the library puts at the end of its own: Can't connect to server on '192.0.2.1' (111).</summary>
    private static int? SystemError(string text) =>
        text.LastIndexOf('(') is >= 0 and var at && int.TryParse(text[(at + 1)..].TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var error) && error > 0
            ? error
            : null;

    private void SetNumber(int option, nuint value) => _ = Mysql.Options(_mysql, option, &value);

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes($"{text}\0");
}
