using System.Data;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Text;
using Npgsql;

namespace Ldirectord.Checks;

/// <summary>service=pgsql: up when the query, sent once in a new session, gives a result that <see cref="SqlResult"/> accepts.</summary>
/// <param name="Tls">
/// <see cref="TlsStart.OnCommand"/> requires TLS. Otherwise TLS is used if the server offers it, without verification, as in libpq.
/// </param>
/// <param name="Database">If empty, the database with the name of the login.</param>
internal sealed record PgsqlCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls,
    string Login, string Password, string Database, string Query, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "pgsql";

    private const int LongestTimeout = 1024;

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override IReadOnlyCollection<string> Confidential => [Password, Query];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Login.Length == 0 || Query.Length == 0)
            return SqlResult.Incomplete(Kind, "login and request: a query, as \"SELECT 1\"");
        var session = new Session();
        var asking = Task.Run(() => AskAsync(session), CancellationToken.None);
        try
        {
            var answer = await SqlNotes.TakeAsync(WaitAsync(session, asking, ct), Login, ct).ConfigureAwait(false);
            return await answer.EvaluateAsync(Expected, ct).ConfigureAwait(false) with { CertificateExpires = session.CertificateExpires };
        }
        finally
        {
            _ = session.EndAsync(asking);
        }
    }

    public override string ToString() => $"{Kind} {Target} {Database}";

    private static async Task<SqlResult> WaitAsync(Session session, Task<SqlResult> asking, CancellationToken ct)
    {
        try
        {
            return await asking.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e is not WaitCanceledException && ct.IsCancellationRequested)
        {
            throw session.LoggedIn
                ? new WaitCanceledException(IoFailure.AnswerTimeout, "logged in, but the answer to the query did not come", ct)
                : new WaitCanceledException(IoFailure.LoginTimeout, "no connection and login", ct);
        }
    }

    private async Task<SqlResult> AskAsync(Session session)
    {
        try
        {
            await CertificateAuthorities.RefreshAsync(Tls, session.Abandoned).ConfigureAwait(false);
            await using var source = Source(session);
            await using var connection = await source.OpenConnectionAsync(session.Abandoned).ConfigureAwait(false);
            session.LoggedIn = true;
            await using var command = connection.CreateCommand();
            command.CommandText = Latin1.ToText(Query);
            command.AllResultTypesAreUnknown = true; // values as the server writes them
            await using var reader = await command.ExecuteReaderAsync(
                CommandBehavior.SingleRow | CommandBehavior.SequentialAccess, session.Abandoned).ConfigureAwait(false);
            var row = await reader.ReadAsync(session.Abandoned).ConfigureAwait(false)
                ? await RowAsync(reader, session.Abandoned).ConfigureAwait(false)
                : (ReadOnlyMemory<byte>?)null;
            await reader.CloseAsync().ConfigureAwait(false);
            return new SqlResult(row, reader.RecordsAffected);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Translated(e, session);
        }
    }

    /// <summary>The settings for Npgsql. Each probe has its own source, so that nothing outlives the probe.</summary>
    private NpgsqlDataSource Source(Session session)
    {
        var demanded = Tls.Start == TlsStart.OnCommand;
        var builder = new NpgsqlSlimDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                Host = Target.Address.ToString(),
                Port = Target.Port,
                Username = Latin1.ToText(Login),
                Password = Password.Length == 0 ? null : Latin1.ToText(Password),
                Database = Database.Length == 0 ? null : Latin1.ToText(Database),
                ApplicationName = "ldirectord",
                SslMode = demanded ? SslMode.Require : SslMode.Prefer,
                GssEncryptionMode = GssEncryptionMode.Disable,
                Pooling = false,
                Enlist = false,

                // The caller has the deadline; this timeout ends what was abandoned.
                Timeout = (int)Math.Min(LongestTimeout, Math.Ceiling(Timeout.TotalSeconds) + 1),
                CommandTimeout = 0,
                CancellationTimeout = -1,
            },
        };
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        builder.EnableTransportSecurity();
        builder.UseSslClientAuthenticationOptionsCallback(options =>
        {
            TlsConnection.Demand(options, Tls, failure => session.Distrust = failure);
            var verify = options.RemoteCertificateValidationCallback!;
            options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                session.CertificateExpires = (certificate as X509Certificate2)?.NotAfter.ToUniversalTime();
                return verify(sender, certificate, chain, errors);
            };
        });
        return builder.Build();
    }

    private static async Task<ReadOnlyMemory<byte>> RowAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var row = new byte[SqlResult.MaxRow];
        var length = 0;
        for (var column = 0; column < reader.FieldCount && length < row.Length; column++)
        {
            if (column > 0)
                row[length++] = (byte)'\t';
            if (await reader.IsDBNullAsync(column, ct).ConfigureAwait(false))
                continue;
            await using var value = await reader.GetStreamAsync(column, ct).ConfigureAwait(false);
            var rest = row.AsMemory(length);
            length += await value.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        }

        return row.AsMemory(0, length);
    }

    /// <summary>The failure as a sentence. A server that violates the protocol makes Npgsql throw exceptions of any type.</summary>
    private static IoFailureException Translated(Exception e, Session session)
    {
        if (e is IoFailureException local)
            return local;
        if (session.Distrust is { } distrust)
            return distrust;
        var cause = e.GetBaseException();
        return (e, cause) switch
        {
            (PostgresException refusal, _) => new IoFailureException(
                session.LoggedIn ? IoFailure.Refused : IoFailure.Login,
                ServerText.Text($"{(session.LoggedIn ? "the query failed" : "the login was refused")}: {refusal.MessageText} "
                    + $"({refusal.SqlState})")),
            (_, SocketException { SocketErrorCode: SocketError.TooManyOpenSockets }) when Errno.FindShortage() is { } lack => lack,
            (_, SocketException socket) => Errno.Failure(socket.NativeErrorCode, session.LoggedIn ? IoFailure.Broken : IoFailure.Connect),
            (_, EndOfStreamException) => new IoFailureException(IoFailure.Broken,
                $"{(session.LoggedIn ? "logged in" : "connected")}, but the server closed the connection"),
            _ when e.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
                new IoFailureException(IoFailure.TlsNotOffered, "connected, but the server offers no TLS"),
            _ when e.Message.Contains("SSL handshake", StringComparison.Ordinal) => new IoFailureException(
                IoFailure.Tls, ServerText.Text($"connected, but TLS was not agreed on: {cause.Message}")),
            (NpgsqlException, _) => new IoFailureException(IoFailure.Malformed,
                ServerText.Text($"{(session.LoggedIn ? "the query failed" : "the login failed")}: {cause.Message}")),
            _ => new IoFailureException(IoFailure.Malformed,
                ServerText.Text($"the server does not keep to PostgreSQL's protocol: {cause.Message}")),
        };
    }

    /// <summary>The progress of a probe, and its end.</summary>
    private sealed class Session : IDisposable
    {
        private readonly CancellationTokenSource _abandon = new();

        public CancellationToken Abandoned => _abandon.Token;

        public bool LoggedIn { get; set; }

        public IoFailureException? Distrust { get; set; }

        public DateTime? CertificateExpires { get; set; }

        /// <summary>
        /// Cancels the query. Npgsql opens a second connection for that and blocks the thread until the server agrees, so it runs on a
        /// thread of its own. A query that waits for a lock and is not cancelled would stay on the server, and so would those of later
        /// probes.
        /// </summary>
        public async Task EndAsync(Task asking)
        {
            if (!asking.IsCompleted)
            {
                try
                {
                    await DedicatedThread.RunAsync(Abandon, "pgsql cancel").ConfigureAwait(false);
                }
                catch (IoFailureException)
                {
                    // There is no thread left: use the thread pool. A query that is not cancelled keeps its connection as long as the
                    // server likes.
                    await Task.Run(Abandon).ConfigureAwait(false);
                }
            }

            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Dispose();
        }

        public void Dispose() => _abandon.Dispose();

        private bool Abandon()
        {
            _abandon.Cancel();
            return true;
        }
    }
}
