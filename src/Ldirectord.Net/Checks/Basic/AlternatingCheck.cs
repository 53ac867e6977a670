using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Checks;

/// <summary>
/// checktype=N: up when the check whose turn it is passes: N connects, then one negotiate. After any failure the next is a negotiate.
/// </summary>
/// <param name="Connects">Number of connects between two negotiates, at least 0.</param>
internal sealed record AlternatingCheck(Check Connect, Check Negotiate, int Connects) : Check(Negotiate.Target, Negotiate.Timeout)
{
    public override string Kind => Negotiate.Kind;

    public override bool RunsProgram => Negotiate.RunsProgram;

    public override bool MayGiveWeight => Negotiate.MayGiveWeight;

    public override IReadOnlyCollection<string> Secrets => Negotiate.Secrets;

    public override IReadOnlyCollection<string> Confidential => Negotiate.Confidential;

    public override Check At(IPEndPoint? target, SocketPath? path) =>
        this with { Target = target ?? Target, Connect = Connect.At(target, path), Negotiate = Negotiate.At(target, path), Path = path };

    /// <summary>The next check.</summary>
    /// <param name="connects">Passed connects since the last passed negotiate.</param>
    public Check NextCheck(int connects) => connects < Connects ? Connect : Negotiate;

    /// <summary>
    /// The new number of connects after <paramref name="ran"/>. <see cref="Connects"/>, the initial value, means that a negotiate is next.
    /// </summary>
    public int Count(int connects, Check ran, CheckResult result) => (result.IsUp, ReferenceEquals(ran, Connect)) switch
    {
        (true, true) => connects + 1,
        (true, false) => 0,
        _ => Connects,
    };

    /// <summary>Runs the negotiate, as the probe command does.</summary>
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Negotiate.RunAsync(ct);
}
