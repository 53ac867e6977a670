namespace Ldirectord.Checks;

/// <summary>checktype=N: N connects between two negotiates; a failed connect makes the next check a negotiate.</summary>
/// <param name="Connects">Connects between two negotiates, from 0.</param>
internal sealed record CombinedCheck(Check Connect, Check Negotiate, int Connects) : Check(Negotiate.Target, Negotiate.Timeout)
{
    /// <summary>The check whose turn it is, after so many passed connects since the last negotiate.</summary>
    public Check Turn(int connectsSinceNegotiate) => connectsSinceNegotiate < Connects ? Connect : Negotiate;

    /// <summary>By itself, as in the first round and in the probe command, it is a negotiate.</summary>
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Negotiate.RunAsync(ct);
}
