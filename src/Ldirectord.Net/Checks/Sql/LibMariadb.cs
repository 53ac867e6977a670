using System.Runtime.InteropServices;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// The functions of MariaDB Connector/C (mysql.h) that <see cref="MysqlSession"/> uses; those that wait are the non-blocking variants.
/// </summary>
internal static unsafe partial class LibMariadb
{
    // enum mysql_option
    public const int OptLocalInfile = 8;
    public const int OptProtocol = 9;
    public const int OptSslVerifyServerCert = 21;
    public const int OptSslCa = 27;
    public const int OptSslEnforce = 38;
    public const int OptMaxAllowedPacket = 39;
    public const int OptNonblock = 6000;

    public const int ProtocolTcp = 1;
    public const uint ClientFoundRows = 2;

    public const int WaitRead = 1;
    public const int WaitWrite = 2;
    public const int WaitTimeout = 8;

    // errmsg.h
    public const uint SocketCreateError = 2001;
    public const uint ConnectionError = 2002;
    public const uint ConnectHostError = 2003;
    public const uint IpSocketError = 2004;
    public const uint ServerGone = 2006;
    public const uint ServerLost = 2013;
    public const uint SslConnectionError = 2026;
    public const uint PluginCannotLoad = 2059;
    public const uint PluginError = 2061;

    public const string Library = "libmariadb.so.3";

    public static SystemLibrary Needed { get; } = new("libmariadb3", "mariadb_cancel", Library);

    [LibraryImport(Library, EntryPoint = "mysql_init")]
    public static partial nint Init(nint memory);

    [LibraryImport(Library, EntryPoint = "mysql_options")]
    public static partial int Options(nint mysql, int option, void* value);

    [LibraryImport(Library, EntryPoint = "mysql_real_connect_start")]
    public static partial int ConnectStart(
        out nint result, nint mysql, byte* host, byte* user, byte* password, byte* database, uint port, byte* socket, nuint flags);

    [LibraryImport(Library, EntryPoint = "mysql_real_connect_cont")]
    public static partial int ConnectContinue(out nint result, nint mysql, int ready);

    [LibraryImport(Library, EntryPoint = "mysql_real_query_start")]
    public static partial int QueryStart(out int result, nint mysql, byte* query, nuint length);

    [LibraryImport(Library, EntryPoint = "mysql_real_query_cont")]
    public static partial int QueryContinue(out int result, nint mysql, int ready);

    [LibraryImport(Library, EntryPoint = "mysql_field_count")]
    public static partial uint FieldCount(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_affected_rows")]
    public static partial long AffectedRows(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_use_result")]
    public static partial nint UseResult(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_row_start")]
    public static partial int FetchRowStart(out byte** row, nint result);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_row_cont")]
    public static partial int FetchRowContinue(out byte** row, nint result, int ready);

    [LibraryImport(Library, EntryPoint = "mysql_fetch_lengths")]
    public static partial nuint* FetchLengths(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_free_result")]
    public static partial void FreeResult(nint result);

    [LibraryImport(Library, EntryPoint = "mysql_get_socket")]
    public static partial int Socket(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_errno")]
    public static partial uint ErrorNumber(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_error")]
    private static partial byte* ErrorText(nint mysql);

    /// <summary>Shuts down the socket: reads and writes fail at once.</summary>
    [LibraryImport(Library, EntryPoint = "mariadb_cancel")]
    public static partial int Cancel(nint mysql);

    [LibraryImport(Library, EntryPoint = "mysql_close")]
    public static partial void Close(nint mysql);

    /// <summary>The server's or the library's text for the last error.</summary>
    public static string Error(nint mysql) =>
        Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(ErrorText(mysql)));
}
