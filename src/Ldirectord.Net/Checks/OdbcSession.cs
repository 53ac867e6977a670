using System.Runtime.InteropServices;
using System.Text;

namespace Ldirectord.Checks;

/// <summary>
/// A session by an ODBC driver, which blocks for as long as it likes; only <see cref="Cancel"/> is for another thread. The last of the two to leave frees what
/// the driver has allocated.
/// </summary>
/// <param name="seconds">When the driver is to give up by itself, if it can.</param>
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

    /// <exception cref="OdbcException">The driver refused; in its words.</exception>
    public void Connect(string connectionString)
    {
        Check(Odbc.Allocate(Odbc.Environment, 0, out _environment), Odbc.Environment, _environment);
        _ = Odbc.SetEnvironment(_environment, Odbc.OdbcVersion, Odbc.Version3, 0);
        Check(Odbc.Allocate(Odbc.Connection, _environment, out _connection), Odbc.Environment, _environment);

        // A driver that does not know one of these refuses it, and that is all.
        _ = Odbc.SetConnection(_connection, Odbc.LoginTimeout, seconds, 0);
        _ = Odbc.SetConnection(_connection, Odbc.ConnectionTimeout, seconds, 0);
        Check(Odbc.Connect(_connection, 0, connectionString, Odbc.NullTerminated, 0, 0, 0, 0), Odbc.Connection, _connection);
        Volatile.Write(ref _connected, true);
    }

    /// <summary>Asks one query and reads its first row.</summary>
    /// <exception cref="OdbcException">The driver refused; in its words.</exception>
    public SqlAnswer Ask(string query)
    {
        Check(Odbc.Allocate(Odbc.Statement, _connection, out var statement), Odbc.Connection, _connection);
        _ = Odbc.SetStatement(statement, Odbc.QueryTimeout, seconds, 0);
        lock (_gate)
            _statement = statement;
        var executed = Odbc.Execute(statement, query, Odbc.NullTerminated);
        if (executed == Odbc.NoData)
            return new SqlAnswer(null, 0); // an UPDATE or DELETE that found no row
        Check(executed, Odbc.Statement, statement);
        Check(Odbc.ColumnCount(statement, out var columns), Odbc.Statement, statement);
        if (columns == 0)
            return new SqlAnswer(null, Odbc.RowCount(statement, out var changed) == Odbc.Success ? changed : 0);
        var fetched = Odbc.Fetch(statement);
        if (fetched == Odbc.NoData)
            return new SqlAnswer(null, 0);
        Check(fetched, Odbc.Statement, statement);
        return new SqlAnswer(Row(statement, columns), 0);
    }

    /// <summary>Asks the driver to end a query that another thread waits for. It may block as long.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_statement == 0 || _users == 0)
                return;
            _users++;
        }

        _ = Odbc.Cancel(_statement);
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
            _ = Odbc.Free(Odbc.Statement, _statement);
        if (_connected)
            _ = Odbc.Disconnect(_connection);
        if (_connection != 0)
            _ = Odbc.Free(Odbc.Connection, _connection);
        if (_environment != 0)
            _ = Odbc.Free(Odbc.Environment, _environment);
    }

    /// <summary>Values as text, NULL as nothing, with tabs between.</summary>
    private static ReadOnlyMemory<byte> Row(nint statement, int columns)
    {
        var row = new StringBuilder();
        Span<char> buffer = new char[BufferSize];
        for (var column = 1; column <= columns && row.Length < SqlAnswer.MaxRow; column++)
        {
            if (column > 1)
                row.Append('\t');
            short read;
            do
            {
                read = Odbc.GetData(statement, (ushort)column, Odbc.WideCharacters, MemoryMarshal.Cast<char, ushort>(buffer), buffer.Length * sizeof(char), out var length);
                if (read is not (Odbc.NoData or Odbc.Success or Odbc.SuccessWithInfo))
                    throw Failed(Odbc.Statement, statement);
                if (read != Odbc.NoData && length != Odbc.NullData)
                    row.Append(buffer[..(buffer.IndexOf('\0') is >= 0 and var end ? end : buffer.Length)]);
            }
            while (read == Odbc.SuccessWithInfo && row.Length < SqlAnswer.MaxRow);
        }

        return Encoding.UTF8.GetBytes(row.ToString());
    }

    private static void Check(short result, short kind, nint handle)
    {
        if (result is not (Odbc.Success or Odbc.SuccessWithInfo))
            throw Failed(kind, handle);
    }

    private static OdbcException Failed(short kind, nint handle)
    {
        Span<char> state = stackalloc char[6];
        Span<char> message = stackalloc char[512];
        message.Clear();
        return Odbc.Diagnose(kind, handle, 1, MemoryMarshal.Cast<char, ushort>(state), out _, MemoryMarshal.Cast<char, ushort>(message), (short)message.Length, out _) is Odbc.Success or Odbc.SuccessWithInfo
            ? new OdbcException(new string(state[..5]), new string(message[..message.IndexOf('\0')]).Trim())
            : new OdbcException("HY000", "the driver does not say why");
    }
}

/// <summary>What a driver says of a failure; it may hold anything.</summary>
/// <param name="state">SQLSTATE: five letters.</param>
internal sealed class OdbcException(string state, string message) : Exception(message)
{
    /// <summary>No data source, no driver, or one that cannot be loaded.</summary>
    public bool IsLocal => state is "IM002" or "IM003" or "IM004" || Message.Contains("Can't open lib", StringComparison.Ordinal);

    /// <summary>Class 08: the connection.</summary>
    public bool IsConnection => state.StartsWith("08", StringComparison.Ordinal);

    public string State => state;
}
