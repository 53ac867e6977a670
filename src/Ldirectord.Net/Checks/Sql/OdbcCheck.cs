using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// service=odbc and oracle: up when the query, asked once in a session of its own by a driver of the operator's, is answered as <see cref="SqlResult"/> wants
/// it. A driver may never come back: then its thread is left to it, and only a few are.
/// </summary>
/// <param name="Service">Its name in the file.</param>
/// <param name="Database">Connection string. {host} and {port} in it are the server's; login and passwd, if they are set, are its UID and PWD.</param>
internal sealed record OdbcCheck(
    IPEndPoint Target, TimeSpan Timeout, string Service, string Database, string Login, string Password, string Query, ExpectedContent Expected) : Check(Target, Timeout)
{
    /// <summary>
    /// Probes of one check that may hang in the driver at a time. More than one: a session that was cut off without a word hangs for hours, and must not keep
    /// the server down that has long returned.
    /// </summary>
    public const int MaxHanging = 3;

    private static readonly SearchValues<char> s_special = SearchValues.Create("[]{}(),;?*=!@ ");

    private static readonly ConcurrentDictionary<OdbcCheck, int> s_hanging = new();

    public override string Kind => Service;

    /// <summary>passwd, and what the connection string itself has for one.</summary>
    public override IReadOnlyCollection<string> Secrets =>
    [
        Password,
        .. Database.Split(';').Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [var name, _] && (name.Equals("PWD", StringComparison.OrdinalIgnoreCase) || name.Contains("PASS", StringComparison.OrdinalIgnoreCase)))
            .Select(pair => pair[1].Trim('{', '}')),
    ];

    /// <summary>The connection string of service=oracle, as the original has it: by SID.</summary>
    public static string Oracle(string sid) =>
        $"Driver={{Oracle}};DBQ=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={{host}})(PORT={{port}}))(CONNECT_DATA=(SID={sid})))";

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Database.Length == 0 || Query.Length == 0)
            return SqlResult.Incomplete(Service, "database and request: a query, as \"SELECT 1\"");
        if (s_hanging.GetValueOrDefault(this) >= MaxHanging)
            return new CheckResult(StatusCode.ResponseTimeout, $"the last {MaxHanging} probes still hang in the ODBC driver");
        var session = new OdbcSession((int)Math.Ceiling(Timeout.TotalSeconds) + 1); // ours is the deadline, the driver's only its end
        var asking = DedicatedThread.RunAsync(() => Ask(session), Service);
        try
        {
            var answer = await asking.WaitAsync(ct).ConfigureAwait(false);
            return await answer.EvaluateAsync(Expected, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e is not WaitCanceledException && ct.IsCancellationRequested)
        {
            _ = HangAsync(asking, session);
            throw session.LoggedIn
                ? new WaitCanceledException(IoFailure.AnswerTimeout, "logged in, but the answer to the query did not come", ct)
                : new WaitCanceledException(IoFailure.LoginTimeout, "no connection and login", ct);
        }
    }

    public override string ToString() => $"{Service} {Target}";

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

    /// <summary>Counts a probe that has not come back until it does.</summary>
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
            { IsLocal: true } => new IoFailureException(IoFailure.Local, $"the ODBC driver or data source cannot be used on this machine: {shown}"),
            _ when loggedIn => new IoFailureException(IoFailure.Refused, $"the query failed: {shown}"),
            { IsConnection: true } => new IoFailureException(IoFailure.Connect, $"no connection: {shown}"),
            _ => new IoFailureException(IoFailure.Login, $"the login failed: {shown}"),
        };
    }

    /// <summary>A value as a connection string has it: in braces if a letter of it means something there.</summary>
    private static string Quoted(string value) =>
        value.AsSpan().ContainsAny(s_special) ? $"{{{value.Replace("}", "}}", StringComparison.Ordinal)}}}" : value;
}
