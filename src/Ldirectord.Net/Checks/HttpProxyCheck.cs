using System.Net;

namespace Ldirectord.Checks;

/// <summary>service=http_proxy: up when a GET of the absolute <paramref name="Url"/> through the proxy is answered 2xx and matches.</summary>
internal sealed record HttpProxyCheck(IPEndPoint Target, TimeSpan Timeout, string Method, string Url, string Receive) : Check(Target, Timeout)
{
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => throw new NotSupportedException();
}
