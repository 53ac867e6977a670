using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>
/// A session of an ODBC driver, which may block for any time. Only <see cref="Cancel"/> may be called from another thread. The last of the
/// two threads to leave frees the driver's handles.
/// </summary>
/// <param name="seconds">The driver's own timeout, if it supports one.</param>
internal sealed class OdbcSession(int seconds)
{
    private const int BufferSize = 4096;

    private readonly Lock _gate = new();
    private nint _environment;
    private nint _connection;
    private nint _statement;
    private bool _connected;
    private int _users = 1;

    public bool LoggedIn => Volatile.Read(ref _connected);

    /// <exception cref="OdbcException">The driver reported an error, in its words.</exception>
    public void Connect(string connectionString)
    {
        Check(LibOdbc.Allocate(LibOdbc.Environment, 0, out _environment), LibOdbc.Environment, _environment);
        _ = LibOdbc.SetEnvironment(_environment, LibOdbc.OdbcVersion, LibOdbc.Version3, 0);
        Check(LibOdbc.Allocate(LibOdbc.Connection, _environment, out _connection), LibOdbc.Environment, _environment);

        // A driver may refuse an attribute that it does not know.
        _ = LibOdbc.SetConnection(_connection, LibOdbc.LoginTimeout, seconds, 0);
        _ = LibOdbc.SetConnection(_connection, LibOdbc.ConnectionTimeout, seconds, 0);
        Check(LibOdbc.Connect(_connection, 0, connectionString, LibOdbc.NullTerminated, 0, 0, 0, 0), LibOdbc.Connection, _connection);
        Volatile.Write(ref _connected, true);
    }

    /// <summary>Sends one query and reads its first row.</summary>
    /// <exception cref="OdbcException">The driver reported an error, in its words.</exception>
    public SqlResult Ask(string query)
    {
        Check(LibOdbc.Allocate(LibOdbc.Statement, _connection, out var statement), LibOdbc.Connection, _connection);
        _ = LibOdbc.SetStatement(statement, LibOdbc.QueryTimeout, seconds, 0);
        lock (_gate)
            _statement = statement;
        var executed = LibOdbc.Execute(statement, query, LibOdbc.NullTerminated);
        if (executed == LibOdbc.NoData)
            return new SqlResult(null, 0); // an UPDATE or DELETE that found no row
        Check(executed, LibOdbc.Statement, statement);
        Check(LibOdbc.ColumnCount(statement, out var columns), LibOdbc.Statement, statement);
        if (columns == 0)
            return new SqlResult(null, LibOdbc.RowCount(statement, out var changed) == LibOdbc.Success ? changed : 0);
        var fetched = LibOdbc.Fetch(statement);
        if (fetched == LibOdbc.NoData)
            return new SqlResult(null, 0);
        Check(fetched, LibOdbc.Statement, statement);
        return new SqlResult(Row(statement, columns), 0);
    }

    /// <summary>Asks the driver to end a query that another thread waits for. May block as long as the query.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_statement == 0 || _users == 0)
                return;
            _users++;
        }

        _ = LibOdbc.Cancel(_statement);
        Leave();
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_users > 0)
                return;
        }

        if (_statement != 0)
            _ = LibOdbc.Free(LibOdbc.Statement, _statement);
        if (_connected)
            _ = LibOdbc.Disconnect(_connection);
        if (_connection != 0)
            _ = LibOdbc.Free(LibOdbc.Connection, _connection);
        if (_environment != 0)
            _ = LibOdbc.Free(LibOdbc.Environment, _environment);
    }

    /// <summary>The values as text, joined by tabs; NULL is empty.</summary>
    private static ReadOnlyMemory<byte> Row(nint statement, int columns)
    {
        var row = new StringBuilder();
        Span<char> buffer = new char[BufferSize];
        for (var column = 1; column <= columns && row.Length < SqlResult.MaxRow; column++)
        {
            if (column > 1)
                row.Append('\t');
            short read;
            do
            {
                var size = buffer.Length * sizeof(char);
                read = LibOdbc.GetData(
                    statement, (ushort)column, LibOdbc.WideCharacters, MemoryMarshal.Cast<char, ushort>(buffer), size, out var length);
                if (read is not (LibOdbc.NoData or LibOdbc.Success or LibOdbc.SuccessWithInfo))
                    throw Failed(LibOdbc.Statement, statement);
                if (read != LibOdbc.NoData && length != LibOdbc.NullData)
                    row.Append(buffer[..(buffer.IndexOf('\0') is >= 0 and var end ? end : buffer.Length)]);
            }
            while (read == LibOdbc.SuccessWithInfo && row.Length < SqlResult.MaxRow);
        }

        return Encoding.UTF8.GetBytes(row.ToString());
    }

    private static void Check(short result, short kind, nint handle)
    {
        if (result is not (LibOdbc.Success or LibOdbc.SuccessWithInfo))
            throw Failed(kind, handle);
    }

    private static OdbcException Failed(short kind, nint handle)
    {
        Span<char> state = stackalloc char[6];
        Span<char> message = stackalloc char[512];
        message.Clear();
        var result = LibOdbc.Diagnose(
            kind, handle, 1, MemoryMarshal.Cast<char, ushort>(state), out _,
            MemoryMarshal.Cast<char, ushort>(message), (short)message.Length, out _);
        return result is LibOdbc.Success or LibOdbc.SuccessWithInfo
            ? new OdbcException(new string(state[..5]), new string(message[..message.IndexOf('\0')]).Trim())
            : new OdbcException("HY000", "the driver does not say why");
    }
}

/// <summary>An error that a driver reports; its text may be anything.</summary>
/// <param name="state">SQLSTATE: five characters.</param>
internal sealed class OdbcException(string state, string message) : Exception(message)
{
    /// <summary>Whether the data source or driver is missing or cannot be loaded.</summary>
    public bool IsLocal => state is "IM002" or "IM003" or "IM004" || Message.Contains("Can't open lib", StringComparison.Ordinal);

    /// <summary>Whether the connection failed (class 08).</summary>
    public bool IsConnection => state.StartsWith("08", StringComparison.Ordinal);

    public string State => state;
}
