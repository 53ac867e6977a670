using System.Net;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>service=mysql: up when the query, sent once in a new session, gives a result that <see cref="SqlResult"/> accepts.</summary>
/// <param name="Tls">
/// <see cref="TlsStart.OnCommand"/> requires TLS. The library verifies certificates for the server's address only, not for a name.
/// </param>
internal sealed record MysqlCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls,
    string Login, string Password, string Database, string Query, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => "mysql";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override IReadOnlyCollection<string> Confidential => [Password, Query];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Login.Length == 0 || Query.Length == 0)
            return SqlResult.Incomplete(Kind, "login and request: a query, as \"SELECT 1\"");
        if (Tls.Verify && !(IPAddress.TryParse(Tls.ServerName.Trim('[', ']'), out var name) && name.Equals(Target.Address)))
            return new CheckResult(StatusCode.LocalError,
                $"service=mysql can verify a certificate for the server's address alone, not for {ServerText.Line(Tls.ServerName)}");
        var answer = await SqlNotes.TakeAsync(DedicatedThread.RunAsync(() => Ask(ct), "mysql"), Login, ct).ConfigureAwait(false);
        return await answer.EvaluateAsync(Expected, ct).ConfigureAwait(false);
    }

    public override string ToString() => $"{Kind} {Target} {Database}";

    private SqlResult Ask(CancellationToken ct)
    {
        using var session = new MysqlSession(ct);
        session.Connect(Target, Tls, Login, Password, Database);
        return session.Ask(Query);
    }
}
