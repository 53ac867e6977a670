namespace Ldirectord.Checks;

/// <summary>checktype=N: N connects between two negotiates; whatever fails, the next check is a negotiate.</summary>
/// <param name="Connects">Connects between two negotiates, from 0.</param>
internal sealed record AlternatingCheck(Check Connect, Check Negotiate, int Connects) : Check(Negotiate.Target, Negotiate.Timeout)
{
    public override string Kind => Negotiate.Kind;

    public override IReadOnlyCollection<string> Secrets => Negotiate.Secrets;

    /// <summary>The check whose turn it is, after so many passed connects since the last passed negotiate.</summary>
    public Check NextCheck(int connects) => connects < Connects ? Connect : Negotiate;

    /// <summary>The count after <paramref name="ran"/> had its turn; <see cref="Connects"/> means a negotiate is due, and is where a run begins.</summary>
    public int Count(int connects, Check ran, CheckResult result) => (result.IsUp, ReferenceEquals(ran, Connect)) switch
    {
        (true, true) => connects + 1,
        (true, false) => 0,
        _ => Connects,
    };

    /// <summary>By itself, as in the probe command, it is a negotiate.</summary>
    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) => Negotiate.RunAsync(ct);
}
