using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// service=odbc and oracle: up when the query, sent once in a new session by the operator's ODBC driver, gives a result that
/// <see cref="SqlResult"/> accepts. A driver may never return: its thread is then abandoned, up to <see cref="MaxHanging"/> of them.
/// </summary>
/// <param name="Service">The service's name in the file: odbc or oracle.</param>
/// <param name="Database">
/// Connection string. {host} and {port} are replaced by the server's; login and passwd, if set, are added as UID and PWD.
/// </param>
internal sealed record OdbcCheck(
    IPEndPoint Target, TimeSpan Timeout, string Service, string Database,
    string Login, string Password, string Query, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    /// <summary>
    /// Probes of one check that may hang in the driver at a time. More than one, because a session that was cut off silently hangs for
    /// hours, and the server may be up again long before.
    /// </summary>
    public const int MaxHanging = 3;

    private static readonly SearchValues<char> s_special = SearchValues.Create("[]{}(),;?*=!@ ");

    private static readonly ConcurrentDictionary<OdbcCheck, int> s_hanging = new();

    public override string Kind => Service;

    /// <summary>passwd, and the passwords in the connection string.</summary>
    public override IReadOnlyCollection<string> Secrets =>
        [Password, .. PasswordsIn(Database)];

    public override IReadOnlyCollection<string> Confidential => [.. Secrets, Query];

    /// <summary>The passwords in a connection string.</summary>
    public static IEnumerable<string> PasswordsIn(string text) =>
        text.Split(';').Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [var name, _]
                && (name.Equals("PWD", StringComparison.OrdinalIgnoreCase) || name.Contains("PASS", StringComparison.OrdinalIgnoreCase)))
            .Select(pair => pair[1].Trim('{', '}'));

    /// <summary>The connection string of service=oracle, by SID as in the original.</summary>
    public static string Oracle(string sid) =>
        $"Driver={{Oracle}};DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={{host}})(PORT={{port}}))(CONNECT_DATA=(SID={sid})))";

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Database.Length == 0 || Query.Length == 0)
            return SqlResult.Incomplete(Service, "database and request: a query, as \"SELECT 1\"");
        if (s_hanging.GetValueOrDefault(this) >= MaxHanging)
            return new CheckResult(StatusCode.ResponseTimeout, $"the last {MaxHanging} probes still hang in the ODBC driver");
        var session = new OdbcSession((int)Math.Ceiling(Timeout.TotalSeconds) + 1); // after our deadline, so that an abandoned driver ends
        var asking = DedicatedThread.RunAsync(() => Ask(session), Service);
        var answer = await SqlNotes.TakeAsync(WaitAsync(session, asking, ct), Login, ct).ConfigureAwait(false);
        return await answer.EvaluateAsync(Expected, ct).ConfigureAwait(false);
    }

    public override string ToString() => $"{Service} {Target}";

    private async Task<SqlResult> WaitAsync(OdbcSession session, Task<SqlResult> asking, CancellationToken ct)
    {
        try
        {
            return await asking.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e is not WaitCanceledException && ct.IsCancellationRequested)
        {
            _ = HangAsync(asking, session);
            throw session.LoggedIn
                ? new WaitCanceledException(IoFailure.AnswerTimeout, "logged in, but the answer to the query did not come", ct)
                : new WaitCanceledException(IoFailure.LoginTimeout, "no connection and login", ct);
        }
    }

    private SqlResult Ask(OdbcSession session)
    {
        LibOdbc.Needed.Demand($"service = {Service}");
        try
        {
            session.Connect(ConnectionString());
            return session.Ask(Latin1.ToText(Query));
        }
        catch (OdbcException e)
        {
            throw Errno.FindShortage() ?? Translated(e, session.LoggedIn);
        }
        finally
        {
            session.Leave();
        }
    }

    /// <summary>Counts a hanging probe until the driver returns.</summary>
    private async Task HangAsync(Task asking, OdbcSession session)
    {
        s_hanging.AddOrUpdate(this, 1, static (_, count) => count + 1);
        var cancelling = DedicatedThread.RunAsync(
            () =>
            {
                session.Cancel();
                return true;
            },
            $"{Service} cancel");
        await Task.WhenAll(asking, cancelling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (s_hanging.AddOrUpdate(this, 0, static (_, count) => count - 1) == 0)
            s_hanging.TryRemove(new(this, 0));
    }

    private string ConnectionString()
    {
        var text = new StringBuilder(Latin1.ToText(Database).TrimEnd(';'))
            .Replace("{host}", $"{Target.Address}")
            .Replace("{port}", $"{Target.Port}");
        if (Login.Length > 0)
            text.Append($";UID={Quoted(Latin1.ToText(Login))}");
        if (Password.Length > 0)
            text.Append($";PWD={Quoted(Latin1.ToText(Password))}");
        return text.ToString();
    }

    private static IoFailureException Translated(OdbcException e, bool loggedIn)
    {
        var shown = $"{ServerText.Text(e.Message)} ({e.State})";
        return e switch
        {
            { IsLocal: true } => new IoFailureException(IoFailure.Local,
                $"the ODBC driver or data source cannot be used on this machine: {shown}"),
            _ when loggedIn => new IoFailureException(IoFailure.Refused, $"the query failed: {shown}"),
            { IsConnection: true } => new IoFailureException(IoFailure.Connect, $"no connection: {shown}"),
            _ => new IoFailureException(IoFailure.Login, $"the login failed: {shown}"),
        };
    }

    /// <summary>A value in a connection string: in braces if it contains special characters.</summary>
    private static string Quoted(string value) =>
        value.AsSpan().ContainsAny(s_special) ? $"{{{value.Replace("}", "}}", StringComparison.Ordinal)}}}" : value;
}
