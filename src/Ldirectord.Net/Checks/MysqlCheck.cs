using System.Net;
using Ldirectord.Net;

namespace Ldirectord.Checks;

/// <summary>service=mysql: up when the query, asked once in a session of its own, is answered as <see cref="SqlAnswer"/> wants it.</summary>
/// <param name="Tls"><see cref="TlsStart.OnCommand"/>: there must be TLS. The library verifies a certificate for the server's address and no other name.</param>
internal sealed record MysqlCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, string Login, string Password, string Database, string Query, Expectation Expected) : Check(Target, Timeout)
{
    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        if (Login.Length == 0 || Query.Length == 0)
            return SqlAnswer.Incomplete(Kind, "login and request: a query, as \"SELECT 1\"");
        if (Tls.Verify && !(IPAddress.TryParse(Tls.ServerName.Trim('[', ']'), out var name) && name.Equals(Target.Address)))
            return new CheckResult(CheckStatus.Error, $"service=mysql can verify a certificate for the server's address alone, not for {Shown.Line(Tls.ServerName)}");
        var answer = await OwnThread.RunAsync(() => Ask(ct), "mysql").ConfigureAwait(false);
        return await answer.VerdictAsync(Expected, ct).ConfigureAwait(false);
    }

    public override string ToString() => $"{Kind} {Target} {Database}";

    private SqlAnswer Ask(CancellationToken ct)
    {
        using var session = new MysqlSession(ct);
        session.Connect(Target, Tls, Login, Password, Database);
        return session.Ask(Query);
    }
}
