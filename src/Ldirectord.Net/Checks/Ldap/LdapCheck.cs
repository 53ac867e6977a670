using System.Net;
using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// service=ldap and ldaps (RFC 4511): up when the bind succeeds, the search for the entry <paramref name="Base"/> finds just this entry,
/// and its DN matches <paramref name="Expected"/>.
/// </summary>
/// <param name="Login">DN for the bind. Without it, or without a password, the bind is anonymous.</param>
/// <param name="Base">DN of the entry; empty for the server's own, the root DSE.</param>
internal sealed record LdapCheck(
    IPEndPoint Target, TimeSpan Timeout, TlsSettings Tls, string Login, string Password, string Base, ExpectedContent Expected)
    : Check(Target, Timeout)
{
    public override string Kind => Tls.Start == TlsStart.AtOnce ? "ldaps" : "ldap";

    public override IReadOnlyCollection<string> Secrets => [Password];

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        using var session = await LdapSession.OpenAsync(ConnectTarget, Tls, ct).ConfigureAwait(false);
        if (Tls.Start == TlsStart.OnCommand)
        {
            await session.SendAsync(LdapMessage.StartTls, "StartTLS").ConfigureAwait(false);
            if (await session.ReadAsync(LdapAnswerKind.Extended).ConfigureAwait(false) is { Code: not 0 } noTls)
                return new CheckResult(StatusCode.TlsNotOffered, $"LDAP StartTLS was refused: {LdapSession.Shown(noTls)}");
            await session.StartTlsAsync(Tls).ConfigureAwait(false);
        }

        // Servers refuse a DN with an empty password, which is not a login either (RFC 4513 section 5.1.2).
        var (dn, password) = Login.Length > 0 && Password.Length > 0 ? (Login, Password) : ("", "");
        await session.SendAsync(id => LdapMessage.Bind(id, dn, password), "the bind").ConfigureAwait(false);
        if (await session.ReadAsync(LdapAnswerKind.Bind).ConfigureAwait(false) is { Code: not 0 } noBind)
            return new CheckResult(StatusCode.LoginRefused, $"LDAP bind was refused: {LdapSession.Shown(noBind)}");

        await session.SendAsync(id => LdapMessage.Search(id, Base), "the search").ConfigureAwait(false);
        string? found = null;
        LdapAnswer answer;
        while ((answer = await NextAsync(session).ConfigureAwait(false)).Kind != LdapAnswerKind.SearchDone)
        {
            if (answer.Kind == LdapAnswerKind.Entry && found is not null)
                return new CheckResult(StatusCode.ResponseUnexpected, $"LDAP search for {Entry(Base)} gave more than one entry");
            if (answer.Kind == LdapAnswerKind.Entry)
                found = answer.Text;
        }

        if (answer.Code != 0)
            return new CheckResult(StatusCode.ResponseStatus, $"LDAP search for {Entry(Base)} failed: {LdapSession.Shown(answer)}");
        await session.UnbindAsync().ConfigureAwait(false);
        return await EvaluateAsync(session, found, ct).ConfigureAwait(false);
    }

    public override string ToString() => $"{Kind} {Target} {Base}";

    private static ValueTask<LdapAnswer> NextAsync(LdapSession session) =>
        session.ReadAsync(LdapAnswerKind.Entry, LdapAnswerKind.Reference, LdapAnswerKind.SearchDone);

    private async ValueTask<CheckResult> EvaluateAsync(LdapSession session, string? found, CancellationToken ct)
    {
        if (found is null)
            return new CheckResult(StatusCode.ResponseUnexpected, $"LDAP search for {Entry(Base)} found no entry");
        return await Expected.MismatchAsync(Encoding.Latin1.GetBytes(found), "the entry's DN", ct).ConfigureAwait(false) is { } reason
            ? new CheckResult(StatusCode.ResponseMismatch, $"{Entry(found)} found, but {reason}")
            : session.Passed($"found {Entry(found)}");
    }

    private static string Entry(string dn) => dn.Length == 0 ? "the root entry" : ServerText.Quoted(dn);
}
