using System.Net;

namespace Ldirectord.Checks;

/// <summary>service=simpletcp: up when, after <paramref name="Request"/> was sent, the bytes so far match <paramref name="Receive"/>.</summary>
/// <param name="Request">As written: \n, \r, \t and \xNN are expanded when it is sent.</param>
internal sealed record SimpleTcpCheck(IPEndPoint Target, TimeSpan Timeout, string Request, string Receive) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
