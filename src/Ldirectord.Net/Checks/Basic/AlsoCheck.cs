using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// also: up when the first check passes, and then one more request of the same service. All share the deadline of negotiatetimeout; after a
/// failure no further request is made.
/// </summary>
/// <param name="Number">Of the also line, from 1; messages name it.</param>
internal sealed record AlsoCheck(Check First, Check Also, int Number) : Check(First.Target, First.Timeout)
{
    public override string Kind => First.Kind;

    public override bool IsNonBlocking => First.IsNonBlocking && Also.IsNonBlocking;

    // A request may be a URL with a password of its own.
    public override IReadOnlyCollection<string> Secrets => [.. First.Secrets, .. Also.Secrets];

    public override IReadOnlyCollection<string> Confidential => [.. First.Confidential, .. Also.Confidential];

    public override bool UsesUdp => First.UsesUdp;

    public override Check At(IPEndPoint? target, SocketPath? path) =>
        this with { Target = target ?? Target, First = First.At(target, path), Also = Also.At(target, path), Path = path };

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var first = await First.RunAsync(ct).ConfigureAwait(false);
        if (!first.IsUp)
            return first;
        var result = await Also.RunAsync(ct).ConfigureAwait(false);
        return result.IsUp ? first : result with { Detail = $"also {Number}: {result.Detail}" };
    }
}
