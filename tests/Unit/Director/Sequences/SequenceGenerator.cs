using System.Collections.Immutable;
using Ldirectord.Checks;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>Sequences of what can happen to a director, the same one for the same seed.</summary>
internal static class SequenceGenerator
{
    public static ImmutableArray<Step> Generate(int seed, int length)
    {
        var random = new Random(seed);
        var steps = ImmutableArray.CreateBuilder<Step>();
        steps.Add(new Reload(random.Next()));
        while (steps.Count < length)
            steps.Add(Next(random));
        steps.Add(new Settle());
        return steps.ToImmutable();
    }

    private static Step Next(Random random) => random.Next(22) switch
    {
        <= 5 => new Become(random.Next(Scene.Servers), Code(random)),
        6 or 7 => new Maintain(random.Next(Scene.Servers), random.Next(2) == 0),
        8 or 9 => new Reload(random.Next()),
        10 => random.Next(4) == 0 ? new ReloadEmpty() : new ReloadBad(),
        11 => new ManualWeight(random.Next(4), random.Next(4), random.Next(9)),
        12 => new ManualDelete(random.Next(4), random.Next(4)),
        13 => random.Next(4) == 0 ? new ManualClear() : new ManualAdd(random.Next(4)),
        14 => new ManualForeign(random.Next(1, 9)),
        15 => new Refuse(random.Next(3)),
        16 => new LoseTable(random.Next(2) == 0),
        17 => new Connections((uint)random.Next(2)),
        18 => new Look(),
        19 or 20 => new Pass(TimeSpan.FromMilliseconds(random.Next(1, 4000))),
        _ => new Settle(),
    };

    private static StatusCode? Code(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => StatusCode.ConnectRefused,
        2 => StatusCode.TlsHandshake,
        3 => StatusCode.ResponseTimeout,
        4 => random.Next(2) == 0 ? StatusCode.ResponseStatus : StatusCode.LocalError,
        5 => StatusCode.LocalShortage,
        _ => StatusCode.ResponseOk,
    };
}
