using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>The firewall's rules for one address family.</summary>
internal sealed record Ruleset(ImmutableArray<Chain> Chains)
{
    /// <summary>Longest way of jumps that is followed; the kernels allow no longer one (NFT_JUMP_STACK_SIZE).</summary>
    private const int MostJumps = 16;

    public static Ruleset Empty { get; } = new([]);

    public IEnumerable<Rule> Rules => Chains.SelectMany(chain => chain.Rules);

    /// <summary>Every chain of the hook must let a packet through.</summary>
    /// <returns>The worst fate, and the rule or the policy that decided it.</returns>
    public (Fate Fate, string Why) Through(string hook, Packet packet)
    {
        var worst = (Fate: Fate.Accepted, Why: "");
        foreach (var chain in Chains.Where(chain => chain.Hook == hook))
        {
            var (fate, why) = Walk(chain, packet, 0) ?? Policy(chain);
            if (fate > worst.Fate)
                worst = (fate, why);
        }

        return worst;
    }

    private static (Fate, string) Policy(Chain chain) =>
        (chain.Drops ? Fate.Dropped : Fate.Accepted, $"the policy of chain {chain.Name}");

    /// <returns>Null if no rule of the chain decides.</returns>
    private (Fate Fate, string Why)? Walk(Chain chain, Packet packet, int jumps)
    {
        // A rule that may accept or drop makes all that follows unsure.
        var isUnsure = false;
        foreach (var rule in chain.Rules)
        {
            if (rule.Fits(packet) is not { } fits)
            {
                isUnsure |= rule.Verdict is not Verdict.Continue;
                continue;
            }

            if (!fits || rule.Verdict == Verdict.Continue)
                continue;
            switch (rule.Verdict)
            {
                case Verdict.Return:
                    return isUnsure ? (Fate.Unknown, rule.Text) : null;
                case Verdict.Accept or Verdict.Drop:
                    return (isUnsure ? Fate.Unknown : rule.Verdict == Verdict.Drop ? Fate.Dropped : Fate.Accepted, $"the rule {rule.Text}");
                case Verdict.Jump or Verdict.Goto when jumps < MostJumps && Find(chain, rule.Chain) is { } next:
                    var inner = Walk(next, packet, jumps + 1);
                    if (inner is { } decided)
                        return isUnsure ? (Fate.Unknown, decided.Why) : decided;
                    if (rule.Verdict == Verdict.Goto)
                        return isUnsure ? (Fate.Unknown, rule.Text) : null;
                    break;
                default:
                    isUnsure = true;
                    break;
            }
        }

        return isUnsure ? (Fate.Unknown, chain.Name) : null;
    }

    private Chain? Find(Chain from, string name) => Chains.FirstOrDefault(chain => chain.Table == from.Table && chain.Name == name);
}
