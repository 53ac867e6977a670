using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// checktype=connect,negotiate: up when both pass. After a failed connect the negotiate, which takes longer, is not made. Both share the
/// deadline of negotiatetimeout.
/// </summary>
internal sealed record ConnectThenNegotiateCheck(Check Connect, Check Negotiate) : Check(Negotiate.Target, Negotiate.Timeout)
{
    public override string Kind => Negotiate.Kind;

    public override bool RunsProgram => Negotiate.RunsProgram;

    public override bool MayGiveWeight => Negotiate.MayGiveWeight;

    public override IReadOnlyCollection<string> Secrets => Negotiate.Secrets;

    public override IReadOnlyCollection<string> Confidential => Negotiate.Confidential;

    public override Check At(IPEndPoint? target, SocketPath? path) =>
        this with { Target = target ?? Target, Connect = Connect.At(target, path), Negotiate = Negotiate.At(target, path), Path = path };

    // Of a udp service the connect is a ping.
    public override Check From(IPAddress source) =>
        this with { Connect = Connect.From(source), Negotiate = Negotiate.From(source) };

    public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
    {
        var connected = await Connect.RunAsync(ct).ConfigureAwait(false);
        return connected.IsUp ? await Negotiate.RunAsync(ct).ConfigureAwait(false) : connected;
    }
}
