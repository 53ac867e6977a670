using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The functions of unixODBC's driver manager (sql.h, sqlext.h) that <see cref="OdbcSession"/> uses, in UTF-16.</summary>
internal static partial class LibOdbc
{
    public const short Success = 0;
    public const short SuccessWithInfo = 1;
    public const short NoData = 100;

    public const short Environment = 1;
    public const short Connection = 2;
    public const short Statement = 3;

    public const int NullTerminated = -3;
    public const nint NullData = -1;
    public const short WideCharacters = -8;

    // Attributes of an environment, of a connection, of a statement; values are passed as pointers.
    public const int OdbcVersion = 200;
    public const int LoginTimeout = 103;
    public const int ConnectionTimeout = 113;
    public const int QueryTimeout = 0;
    public const nint Version3 = 3;

    private const string Library = "libodbc.so.2";

    public static SystemLibrary Needed { get; } = new("libodbc2", "SQLDriverConnectW", Library);

    [LibraryImport(Library, EntryPoint = "SQLAllocHandle")]
    public static partial short Allocate(short kind, nint parent, out nint handle);

    [LibraryImport(Library, EntryPoint = "SQLFreeHandle")]
    public static partial short Free(short kind, nint handle);

    [LibraryImport(Library, EntryPoint = "SQLSetEnvAttr")]
    public static partial short SetEnvironment(nint environment, int attribute, nint value, int length);

    [LibraryImport(Library, EntryPoint = "SQLSetConnectAttr")]
    public static partial short SetConnection(nint connection, int attribute, nint value, int length);

    [LibraryImport(Library, EntryPoint = "SQLSetStmtAttr")]
    public static partial short SetStatement(nint statement, int attribute, nint value, int length);

    [LibraryImport(Library, EntryPoint = "SQLDriverConnectW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial short Connect(
        nint connection, nint window, string text, short length, nint completed, short completedSize,
        nint completedLength, ushort prompt);

    [LibraryImport(Library, EntryPoint = "SQLDisconnect")]
    public static partial short Disconnect(nint connection);

    [LibraryImport(Library, EntryPoint = "SQLExecDirectW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial short Execute(nint statement, string query, int length);

    [LibraryImport(Library, EntryPoint = "SQLCancel")]
    public static partial short Cancel(nint statement);

    [LibraryImport(Library, EntryPoint = "SQLNumResultCols")]
    public static partial short ColumnCount(nint statement, out short count);

    [LibraryImport(Library, EntryPoint = "SQLRowCount")]
    public static partial short RowCount(nint statement, out nint count);

    [LibraryImport(Library, EntryPoint = "SQLFetch")]
    public static partial short Fetch(nint statement);

    [LibraryImport(Library, EntryPoint = "SQLGetData")]
    public static partial short GetData(nint statement, ushort column, short type, Span<ushort> value, nint size, out nint lengthOrNull);

    [LibraryImport(Library, EntryPoint = "SQLGetDiagRecW")]
    public static partial short Diagnose(
        short kind, nint handle, short record, Span<ushort> state, out int native,
        Span<ushort> message, short size, out short length);
}
