using System.Collections.Immutable;

namespace Ldirectord.Doctor;

/// <summary>What a rule does with a packet that fits.</summary>
internal enum Verdict
{
    /// <summary>Nothing that decides: it counts, logs, marks.</summary>
    Continue,
    Accept,
    Drop,
    Jump,
    Goto,
    Return,

    /// <summary>It is not understood here, and may decide.</summary>
    Unknown,
}

/// <summary>A rule of a firewall.</summary>
/// <param name="Conditions">All must fit. Each returns null if it cannot tell.</param>
/// <param name="Chain">Where a jump leads; empty without one.</param>
/// <param name="Text">As its firewall writes it, shortened.</param>
internal sealed record Rule(ImmutableArray<Func<Packet, bool?>> Conditions, Verdict Verdict, string Chain, string Text)
{
    /// <summary>The mark that it sets; null if it sets none.</summary>
    public uint? Mark { get; init; }

    /// <summary>It gives packets another source (SNAT, MASQUERADE).</summary>
    public bool ChangesSource { get; init; }

    /// <returns>Null if a condition cannot tell, and none says no.</returns>
    public bool? Fits(Packet packet)
    {
        bool? fits = true;
        foreach (var condition in Conditions)
        {
            switch (condition(packet))
            {
                case false:
                    return false;
                case null:
                    fits = null;
                    break;
            }
        }

        return fits;
    }
}
