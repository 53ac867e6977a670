using System.Net;

namespace Ldirectord.Checks;

/// <summary>service=http and https: up when the answer, after redirects, is 2xx and its body matches <paramref name="Receive"/>.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Host">Host header: virtualhost, or the real server's address.</param>
/// <param name="Request">Path and query, beginning with "/".</param>
/// <param name="Receive">Perl regular expression over the body; empty: any.</param>
internal sealed record HttpCheck(
    IPEndPoint Target, TimeSpan Timeout, bool Tls, string Method, string Host, string Request, string Receive) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
